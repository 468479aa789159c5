/* The public map over the register's own vector tiles; no tile, font or script of another host. */
const fixed = [
  ["registrations", "#1c4860", 0.12, 7], ["rights", "#155e57", 0.16, 5], ["overlaps", "#7f2413", 0.45, 8],
];
const earth = ["#8a5a10", "#6b5a8a", "#3f7d54", "#93451b", "#4f84a0", "#7a6a2f", "#a0527a"];
const country = [[-82, -18.5], [-68, 0.5]];  // until there is a right to look at

/* The server answers a few public requests at a time and refuses the rest at once, so that its staff can work.
 * The map waits for its turn instead of asking for twenty tiles together. */
const atOnce = 2, tries = 5;
let running = 0;
const waiting = [];

async function turn(work) {
  if (running >= atOnce) await new Promise((go) => waiting.push(go));
  running += 1;
  try { return await work(); } finally { running -= 1; waiting.shift()?.(); }
}

async function tile(params, abort) {
  const address = params.url.replace("tiles://", `${location.origin}/tiles/`);
  for (let tried = 1; ; tried += 1) {
    const answer = await turn(() => fetch(address, { signal: abort.signal, credentials: "omit" }));
    if (answer.status === 204) return { data: new ArrayBuffer(0) };
    if (answer.ok) return { data: await answer.arrayBuffer() };
    if (tried === tries || ![429, 503].includes(answer.status)) throw new Error(`tile: ${answer.status}`);
    await new Promise((go) => setTimeout(go, 400 * tried));
  }
}

async function lands(address) {
  const headers = { Accept: "application/json", "Accept-Language": document.documentElement.lang };
  const answer = await fetch(address, { headers, credentials: "omit" });
  if (!answer.ok) return { more: [], bounds: country };
  const { collections } = await answer.json();
  const known = new Set(fixed.map(([name]) => name));
  const more = collections.filter((one) => !known.has(one.id)).map((one, place) => [one.id, earth[place % earth.length], 0.14, 4, one.title]);
  const box = collections.find((one) => one.id === "rights")?.extent?.spatial.bbox[0];
  return { more, bounds: box ? [box.slice(0, 2), box.slice(2)] : country };
}

function show(map, [name, colour, opacity, least], isOn) {
  map.addSource(name, { type: "vector", tiles: [`tiles://${name}/{z}/{x}/{y}.pbf`], minzoom: least, maxzoom: 16 });
  const of = { source: name, "source-layer": name, layout: { visibility: isOn ? "visible" : "none" } };
  map.addLayer({ id: `${name}-fill`, type: "fill", ...of, paint: { "fill-color": colour, "fill-opacity": opacity } });
  map.addLayer({ id: `${name}-line`, type: "line", ...of, paint: { "line-color": colour, "line-width": 1.2 } });
}

function legend(map, box, layers, words) {
  for (const [name, colour, , , title] of layers) {
    const label = document.createElement("label"), tick = document.createElement("input"), swatch = document.createElement("span");
    tick.type = "checkbox";
    tick.checked = map.getLayoutProperty(`${name}-fill`, "visibility") === "visible";
    tick.addEventListener("change", () => ["fill", "line"].forEach((kind) =>
      map.setLayoutProperty(`${name}-${kind}`, "visibility", tick.checked ? "visible" : "none")));
    swatch.className = "atlas__swatch";
    swatch.style.color = colour;
    label.append(tick, swatch, title || words[name] || name);
    box.append(label);
  }
  box.hidden = false;
}

function describe(maplibre, map) {
  map.on("click", (event) => {
    const list = document.createElement("ul"), seen = new Set();
    for (const found of map.queryRenderedFeatures(event.point)) {
      const said = found.properties, title = [said.code || said.right_code, said.name || said.area_name].filter(Boolean).join(" · ");
      if (!title || seen.has(title)) continue;
      seen.add(title);
      const item = document.createElement("li"), link = document.createElement("a");
      const page = found.sourceLayer === "registrations" ? `/entries/${encodeURIComponent(said.code)}/` : `/rights/${encodeURIComponent(said.code || said.right_code)}/`;
      if (said.code || said.right_code) link.href = page;
      link.textContent = title;
      item.append(link);
      list.append(item);
    }
    if (seen.size) new maplibre.Popup({ maxWidth: "22rem" }).setLngLat(event.lngLat).setDOMContent(list).addTo(map);
  });
}

async function raise(atlas) {
  const place = atlas.querySelector(".atlas__map"), box = atlas.querySelector(".atlas__legend");
  const [maplibre, { more, bounds }] = await Promise.all([import(atlas.dataset.module), lands(atlas.dataset.collections)]);
  maplibre.setWorkerUrl(atlas.dataset.worker);
  maplibre.addProtocol("tiles", tile);
  place.hidden = false;
  const map = new maplibre.Map({
    container: place, attributionControl: false, bounds, fitBoundsOptions: { padding: 20 }, maxZoom: 16, hash: "at",
    style: { version: 8, sources: {}, layers: [{ id: "paper", type: "background", paint: { "background-color": "#eef0e4" } }] },
  });
  map.addControl(new maplibre.NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new maplibre.ScaleControl({ unit: "metric" }), "bottom-left");
  const layers = [...more, ...fixed];
  map.on("load", () => {
    layers.forEach((layer) => show(map, layer, layer[4] === undefined));
    legend(map, box, layers, atlas.dataset);
    describe(maplibre, map);
  });
}

for (const atlas of document.querySelectorAll("[data-atlas]")) raise(atlas);
