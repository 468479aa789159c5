/* Beside a password form: "show what I type", and a meter while a new password is typed. Without script the form works
 * all the same; the server decides (registry/accounts/web/passwords.py), this only says so sooner. Nothing is sent. */
const least = 13.5, steps = [least, 16, 20];
const alphabets = [[/[0-9]/, 10], [/\p{Ll}/u, 26], [/\p{Lu}/u, 26], [/[ -/:-@[-`{-~]/, 33], [/[^\x00-\x7f]/, 100]];

function runless(text) {
  let count = 0;
  for (let place = 0; place < text.length; count += 1) {
    let end = place + 1;
    const step = text.charCodeAt(end) - text.charCodeAt(place);
    if (Math.abs(step) <= 1) while (text.charCodeAt(end) - text.charCodeAt(end - 1) === step) end += 1;
    if (end - place >= 3) count += 1;
    place = end - place >= 3 ? end : place + 1;
  }
  return count;
}

function step(text) {
  const size = alphabets.reduce((sum, [of, count]) => sum + (of.test(text) ? count : 0), 0);
  const power = text.length < 12 ? 0 : runless(text) * Math.log10(Math.max(size, 1));
  return steps.filter((one) => power >= one).length;
}

function measure(field, form) {
  const words = form.dataset.words.split("|"), meter = document.createElement("meter"), said = document.createElement("span");
  meter.min = 0;
  meter.max = steps.length;
  meter.setAttribute("aria-label", form.dataset.meter);
  said.setAttribute("role", "status");
  field.after(meter, " ", said);
  field.addEventListener("input", () => {
    meter.value = step(field.value);
    said.textContent = field.value ? words[meter.value] : "";
  });
}

for (const form of document.querySelectorAll("form[data-password]")) {
  const fields = [...form.querySelectorAll("input[type=password]")];
  const label = document.createElement("label"), tick = document.createElement("input");
  tick.type = "checkbox";
  tick.className = "form-check-input";
  tick.addEventListener("change", () => fields.forEach((field) => { field.type = tick.checked ? "text" : "password"; }));
  label.className = "form-check-label";
  label.append(tick, " ", form.dataset.show);
  form.querySelector("button[type=submit]").before(label);
  if (form.dataset.meter) fields.filter((field) => field.name.includes("password1")).forEach((field) => measure(field, form));
}
