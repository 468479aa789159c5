/* The live map over the server's drawing. Without script, or when anything fails, the drawing stays.
 * It shows only the shapes of this register, on plain paper: no tiles and no fonts of other hosts. */
const paints = {
  right: ["#155e57", 0.18, 2], other: ["#6d756e", 0.08, 1], area: ["#8a5a10", 0.2, 1.4],
  block: ["#7f2413", 0.45, 1.4], restricted: ["#7f2413", 0.45, 1.4], condition: ["#674104", 0.4, 1.4],
  note: ["#1c4860", 0.4, 1.4], silent: ["#4a453a", 0.3, 1.4], shared: ["#7f2413", 0.4, 1.4], place: ["#1c4860", 0.25, 2], accuracy: ["#1c4860", 0.08, 1],
};

function bounds(collection) {
  const box = [180, 90, -180, -90];
  const visit = (node) => {
    if (typeof node[0] === "number") {
      box[0] = Math.min(box[0], node[0]); box[1] = Math.min(box[1], node[1]);
      box[2] = Math.max(box[2], node[0]); box[3] = Math.max(box[3], node[1]);
    } else node.forEach(visit);
  };
  const inFocus = collection.features.filter((f) => f.properties.in_focus);
  (inFocus.length ? inFocus : collection.features).forEach((f) => f.geometry && visit(f.geometry.coordinates));
  return box;
}

function addShapes(map, collection) {
  map.addSource("shapes", { type: "geojson", data: collection });
  for (const [kind, [colour, opacity, width]] of Object.entries(paints)) {
    const ofKind = ["all", ["==", ["get", "kind"], kind], ["==", ["geometry-type"], "Polygon"]];
    map.addLayer({ id: `${kind}-fill`, type: "fill", source: "shapes", filter: ofKind, paint: { "fill-color": colour, "fill-opacity": opacity } });
    map.addLayer({ id: `${kind}-line`, type: "line", source: "shapes", filter: ofKind, paint: { "line-color": colour, "line-width": width } });
  }
  const isPoint = ["==", ["geometry-type"], "Point"], isDot = ["==", ["get", "dot"], true];
  const colours = ["match", ["get", "kind"], ...Object.entries(paints).flatMap(([kind, [colour]]) => [kind, colour]), "#1c4860"];
  // Seen from afar an area is a dot: a right of ten squares is a hair on the map of a country.
  map.addLayer({ id: "dots", type: "circle", source: "shapes", maxzoom: 9, filter: ["all", isPoint, isDot],
    paint: { "circle-radius": 4, "circle-color": colours, "circle-opacity": 0.75, "circle-stroke-color": "#ffffff", "circle-stroke-width": 0.8 } });
  map.addLayer({ id: "points", type: "circle", source: "shapes", filter: ["all", isPoint, ["!", isDot]],
    paint: { "circle-radius": 6, "circle-color": ["case", ["has", "dot"], colours, "#1c4860"], "circle-stroke-color": "#ffffff", "circle-stroke-width": 2 } });
}

/* Tiles hold every conflict: `n` of them in a dot, or one with its shape. */
function addTiles(map, figure) {
  const address = new URL(figure.dataset.tiles, location.href);
  const tiles = `${address}${address.search ? "&" : "?"}z={z}&x={x}&y={y}`;
  map.addSource("shapes", { type: "vector", tiles: [tiles], maxzoom: 16 });
  const of = { source: "shapes", "source-layer": "conflicts" }, isArea = ["==", ["geometry-type"], "Polygon"];
  for (const [kind, [colour, opacity, width]] of Object.entries(paints)) {
    const ofKind = ["all", ["==", ["get", "kind"], kind], isArea];
    map.addLayer({ id: `${kind}-fill`, type: "fill", ...of, filter: ofKind, paint: { "fill-color": colour, "fill-opacity": opacity } });
    map.addLayer({ id: `${kind}-line`, type: "line", ...of, filter: ofKind, paint: { "line-color": colour, "line-width": width } });
  }
  const colours = ["match", ["get", "kind"], ...Object.entries(paints).flatMap(([kind, [colour]]) => [kind, colour]), "#1c4860"];
  map.addLayer({ id: "dots", type: "circle", ...of, filter: ["!", isArea], layout: { "circle-sort-key": ["-", ["get", "n"]] }, paint: {
    "circle-radius": ["interpolate", ["linear"], ["log10", ["get", "n"]], 0, 4, 4, 13], "circle-color": colours,
    "circle-opacity": 0.75, "circle-stroke-color": "#ffffff", "circle-stroke-width": 0.8 } });
}

function titled(properties, said) {
  if (properties.n > 1) return [said.closer.replace("{n}", properties.n.toLocaleString(document.documentElement.lang)), ""];
  const url = properties.id && said.finding ? said.finding.replace(/0\/$/, `${properties.id}/`) : properties.url;
  return [properties.title || (properties.id ? `${properties.id}` : ""), url];
}

function describe(maplibre, map, said) {
  map.on("click", (event) => {
    const found = new Map();
    map.queryRenderedFeatures(event.point).forEach((f) => {
      const [title, url] = titled(f.properties, said);
      if (title) found.set(title, url);
    });
    if (!found.size) return;
    const list = document.createElement("ul");
    found.forEach((url, title) => {
      const item = document.createElement("li");
      const words = url ? document.createElement("a") : document.createElement("span");
      if (url) words.href = url;
      words.textContent = title;
      item.append(words);
      list.append(item);
    });
    new maplibre.Popup({ maxWidth: "22rem" }).setLngLat(event.lngLat).setDOMContent(list).addTo(map);
  });
}

async function shapes(figure) {
  const answer = await fetch(figure.dataset.shapes, { headers: { Accept: "application/geo+json" }, credentials: "same-origin" });
  const collection = answer.ok ? await answer.json() : { features: [] };
  return collection.features.length ? { box: bounds(collection), add: (map) => addShapes(map, collection) } : null;
}

function tiled(figure) {
  return { box: JSON.parse(figure.dataset.extent), add: (map) => addTiles(map, figure) };
}

async function raise(figure) {
  const live = figure.querySelector(".ground__live");
  const [maplibre, what] = await Promise.all([import(figure.dataset.module), figure.dataset.tiles ? tiled(figure) : shapes(figure)]);
  if (!what) return;
  maplibre.setWorkerUrl(figure.dataset.worker);
  live.hidden = false;
  live.style.bottom = `${figure.querySelector("figcaption").offsetHeight}px`;
  const map = new maplibre.Map({
    container: live, attributionControl: false, bounds: what.box, fitBoundsOptions: { padding: 40 }, maxZoom: 18,
    style: { version: 8, sources: {}, layers: [{ id: "paper", type: "background", paint: { "background-color": "#eef0e4" } }] },
  });
  map.addControl(new maplibre.NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new maplibre.ScaleControl({ unit: "metric" }), "top-left");
  map.on("load", () => { what.add(map); describe(maplibre, map, figure.dataset); });
}

for (const figure of document.querySelectorAll("[data-ground]")) {
  raise(figure).catch(() => { figure.querySelector(".ground__live").hidden = true; });
}
