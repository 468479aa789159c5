/* Drawing a place on a map. It only writes the typed fields: the form is the same with script and without.
 * The map shows the register's own public tiles of rights; no tile, font or script of another host. */
const said = document.querySelector("script[data-drawing]").dataset;
const country = [[-82, -18.5], [-68, 0.5]];
const field = (name) => document.getElementById(`id_${name}`);
const degrees = { longitude: [-82, -68], latitude: [-19, 1] };

function typed() {
  if (field("written").value !== "degrees") return [];
  const pairs = field("coordinates").value.split("\n").map((line) => line.trim().split(/[\s;]+/).map((part) => parseFloat(part.replace(/,$/, ""))));
  return pairs.filter(([x, y]) => x >= degrees.longitude[0] && x <= degrees.longitude[1] && y >= degrees.latitude[0] && y <= degrees.latitude[1]);
}

function write(corners) {
  field("written").value = corners.length ? "degrees" : "";
  field("coordinates").value = corners.map(([x, y]) => `${x.toFixed(6)} ${y.toFixed(6)}`).join("\n");
}

function drawn(corners) {
  const features = corners.map((at) => ({ type: "Feature", properties: {}, geometry: { type: "Point", coordinates: at } }));
  if (corners.length > 2) features.push({ type: "Feature", properties: {}, geometry: { type: "Polygon", coordinates: [[...corners, corners[0]]] } });
  else if (corners.length === 2) features.push({ type: "Feature", properties: {}, geometry: { type: "LineString", coordinates: corners } });
  return { type: "FeatureCollection", features };
}

function box(corners) {
  const xs = corners.map(([x]) => x), ys = corners.map(([, y]) => y);
  return [[Math.min(...xs) - 0.002, Math.min(...ys) - 0.002], [Math.max(...xs) + 0.002, Math.max(...ys) + 0.002]];
}

/* The declared right, where one is typed: that is where the place is looked for. */
async function rightBox() {
  const code = field("right_code_declared")?.value.trim();
  if (!code) return null;
  const answer = await fetch(`${said.rights}?f=json&limit=1&code=${encodeURIComponent(code)}`, { credentials: "omit" });
  const found = answer.ok ? (await answer.json()).features : [];
  const corners = [];
  const visit = (node) => (typeof node[0] === "number" ? corners.push(node) : node.forEach(visit));
  found.forEach((one) => one.geometry && visit(one.geometry.coordinates));
  return corners.length ? box(corners) : null;
}

function layers(map) {
  const tiles = [`${location.origin}/tiles/rights/{z}/{x}/{y}.pbf`];
  map.addSource("rights", { type: "vector", tiles, minzoom: 5, maxzoom: 16 });
  map.addLayer({ id: "rights-fill", type: "fill", source: "rights", "source-layer": "rights", paint: { "fill-color": "#155e57", "fill-opacity": 0.1 } });
  map.addLayer({ id: "rights-line", type: "line", source: "rights", "source-layer": "rights", paint: { "line-color": "#155e57", "line-width": 1.2 } });
  map.addSource("place", { type: "geojson", data: drawn(typed()) });
  map.addLayer({ id: "place-fill", type: "fill", source: "place", filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": "#1c4860", "fill-opacity": 0.25 } });
  map.addLayer({ id: "place-line", type: "line", source: "place", paint: { "line-color": "#1c4860", "line-width": 2 } });
  map.addLayer({ id: "place-corners", type: "circle", source: "place", filter: ["==", ["geometry-type"], "Point"], paint: { "circle-radius": 5, "circle-color": "#1c4860", "circle-stroke-color": "#ffffff", "circle-stroke-width": 2 } });
}

function button(words, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn btn-quiet";
  made.textContent = words;
  made.addEventListener("click", act);
  return made;
}

async function raise(frame) {
  const place = document.createElement("div"), acts = document.createElement("div"), help = document.createElement("p");
  place.className = "drawing__map";
  acts.className = "form-acts";
  help.className = "form-text";
  help.textContent = said.help;
  const [maplibre, right] = await Promise.all([import(said.module), rightBox().catch(() => null)]);
  maplibre.setWorkerUrl(said.worker);
  frame.append(help, place, acts);
  const corners = typed(), map = new maplibre.Map({
    container: place, attributionControl: false, bounds: corners.length ? box(corners) : right || country, fitBoundsOptions: { padding: 30, maxZoom: 16 }, maxZoom: 18,
    style: { version: 8, sources: {}, layers: [{ id: "paper", type: "background", paint: { "background-color": "#eef0e4" } }] },
  });
  map.getCanvas().setAttribute("aria-label", said.map);
  map.addControl(new maplibre.NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new maplibre.ScaleControl({ unit: "metric" }), "bottom-left");
  const show = () => map.getSource("place")?.setData(drawn(typed()));
  const change = (next) => { write(next); show(); };
  map.on("load", () => layers(map));
  map.on("click", (event) => change([...typed(), [event.lngLat.lng, event.lngLat.lat]]));
  field("coordinates").addEventListener("input", show);
  acts.append(
    button(said.middle, () => { const { lng, lat } = map.getCenter(); change([...typed(), [lng, lat]]); }),
    button(said.undo, () => change(typed().slice(0, -1))), button(said.clear, () => change([])),
  );
  return map;
}

function offer() {
  const under = field("coordinates")?.closest("div");
  if (!under) return;
  const frame = document.createElement("div");
  frame.className = "drawing";
  frame.hidden = true;
  let map = null;
  const open = button(said.open, async () => {
    frame.hidden = !frame.hidden;
    open.textContent = frame.hidden ? said.open : said.close;
    open.setAttribute("aria-expanded", String(!frame.hidden));
    if (!frame.hidden && !map) map = await raise(frame).catch(() => { frame.remove(); open.remove(); });
  });
  open.setAttribute("aria-expanded", "false");
  under.append(open, frame);
}

offer();
