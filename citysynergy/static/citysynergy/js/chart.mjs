// The chart under every map: land, coasts, borders, graticule and a neatline with degrees. No tiles, no other host.
/* global L, topojson */
const KINGDOM = new Set(["528", "531", "533", "534", "535"]);
const ISLANDS = new Set(["Aruba", "Curaçao", "Bonaire", "Sint Eustatius", "Saba", "Sint Maarten"]);
const SVG = "http://www.w3.org/2000/svg";
const STEPS = [0.25, 0.5, 1, 2, 5, 10, 20, 30, 60];

const loaded = new Map();

/** The base map's topology, fetched once per address. */
function topology(address) {
  if (!loaded.has(address)) {
    loaded.set(
      address,
      fetch(address).then((answer) => {
        if (!answer.ok) throw new Error(`base map: ${answer.status}`);
        return answer.json();
      }),
    );
  }
  return loaded.get(address);
}

/**
 * Draw land and lines below everything else. A map that goes on beyond the 180th meridian has the land there once more.
 */
export async function drawBase(map, address, beyond = false) {
  const world = await topology(address);
  const all = world.objects.countries;
  const here = all.geometries.filter((shape) => KINGDOM.has(shape.id));
  const abroad = all.geometries.filter((shape) => !KINGDOM.has(shape.id));
  const lines = (inner) => topojson.mesh(world, all, (a, b) => (a !== b) === inner);
  const style = (className) => ({ interactive: false, className, smoothFactor: 0.8 });
  const turns = beyond ? [0, 360] : [0];
  const layer = async (make, className) => {
    const geometry = make();
    for (const turn of turns) {
      await breath();
      const coordsToLatLng = ([x, y]) => L.latLng(y, x + turn);
      const drawn = L.geoJSON(geometry, { ...style(className), style: style(className), coordsToLatLng });
      await breath();
      drawn.addTo(map);
    }
    await breath();
  };
  await breath();
  await layer(() => topojson.merge(world, abroad), "cs-map__land");
  await layer(() => topojson.merge(world, here), "cs-map__kingdom");
  await layer(() => lines(true), "cs-map__border");
  await layer(() => lines(false), "cs-map__coast");
  nameIslands(map, world, all);
}

/** Let the browser answer the reader before the next piece of work: on a phone the whole chart takes a while. */
function breath() {
  return globalThis.scheduler?.yield?.() ?? new Promise((go) => setTimeout(go));
}

// A country that spans fewer degrees is too small to be seen: a ring says where it lies.
const TINY = 2;

/**
 * Draw countries as areas over the land: those served as a whole, and more lightly those of which a part is served.
 * Both are M49 numbers with spaces between. Answers with a layer that can be removed.
 */
export async function drawAreas(map, address, whole, partly) {
  const world = await topology(address);
  const drawn = L.layerGroup();
  for (const [numbers, className] of [[whole, "cs-map__area"], [partly, "cs-map__area cs-map__area--part"]]) {
    const wanted = new Set((numbers ?? "").split(" "));
    const found = world.objects.countries.geometries.filter((shape) => shape.id && wanted.has(shape.id));
    if (!found.length) continue;
    const style = { interactive: false, className, smoothFactor: 0.8 };
    L.geoJSON(topojson.merge(world, found), { ...style, style }).addTo(drawn);
    for (const shape of found) {
      const bounds = L.geoJSON(topojson.feature(world, shape)).getBounds();
      const span = Math.max(bounds.getEast() - bounds.getWest(), bounds.getNorth() - bounds.getSouth());
      if (span < TINY) L.circleMarker(bounds.getCenter(), { ...style, radius: 9 }).addTo(drawn);
    }
  }
  return drawn.addTo(map);
}

/** The islands of the Kingdom carry their names once one is near enough to read them. */
function nameIslands(map, world, all) {
  // Names lie on the land, below pins and clusters.
  map.createPane("names").style.zIndex = 450;
  const names = L.layerGroup();
  for (const shape of all.geometries) {
    if (!ISLANDS.has(shape.properties.name)) continue;
    const bounds = L.geoJSON(topojson.feature(world, shape)).getBounds();
    L.tooltip({ pane: "names", permanent: true, direction: "right", className: "cs-map__name", interactive: false, offset: [6, 0] })
      .setLatLng([bounds.getCenter().lat, bounds.getEast()])
      .setContent(shape.properties.name)
      .addTo(names);
  }
  const show = () => (map.getZoom() >= 6 ? names.addTo(map) : names.remove());
  map.on("zoomend", show);
  show();
}

/** Meridians and parallels, and along the edges the alternating bars and degrees of a sea chart. */
export function drawFrame(map) {
  const grid = L.polyline([], { interactive: false, className: "cs-map__graticule", noClip: false }).addTo(map);
  const frame = document.createElementNS(SVG, "svg");
  frame.setAttribute("class", "cs-map__frame");
  frame.setAttribute("aria-hidden", "true");
  map.getContainer().append(frame);
  const step = () => {
    const width = Math.min(360, map.getBounds().getEast() - map.getBounds().getWest());
    return STEPS.find((size) => width / size <= 7) ?? 60;
  };
  const regrid = () => {
    const size = Math.max(1, step());
    const lines = [];
    const top = Math.floor(84 / size) * size;
    const last = Math.max(210, map.options.maxBounds.getEast() + 5);
    for (let x = Math.ceil(-210 / size) * size; x <= last; x += size) lines.push([[-85, x], [85, x]]);
    for (let y = -top; y <= top; y += size) lines.push([[y, -210], [y, last]]);
    grid.setLatLngs(size < 2 ? near(lines, map) : lines);
  };
  const redraw = () => frame.replaceChildren(...neatline(map, step()));
  map.on("zoomend", regrid);
  map.on("move zoomend resize", redraw);
  regrid();
  redraw();
}

function near(lines, map) {
  const box = map.getBounds().pad(1);
  return lines.filter(([[y1, x1], [y2, x2]]) =>
    x1 === x2 ? x1 > box.getWest() && x1 < box.getEast() : y1 > box.getSouth() && y2 < box.getNorth(),
  );
}

function shape(name, attributes, text) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text) made.textContent = text;
  return made;
}

function neatline(map, step) {
  const { x: width, y: height } = map.getSize();
  const bounds = map.getBounds();
  const bar = 7;
  if (width < 4 * bar || height < 4 * bar) return [];
  const parts = [];
  for (const [x, y, w, h] of [[0, 0, width, bar], [0, height - bar, width, bar], [0, 0, bar, height], [width - bar, 0, bar, height]]) {
    parts.push(shape("rect", { x, y, width: w, height: h, class: "cs-map__frame-paper" }));
  }
  const bars = [];
  const degrees = [];
  const clamp = (value, limit) => Math.round(Math.max(0, Math.min(limit, value)));
  for (let i = Math.floor(bounds.getWest() / step); i * step < bounds.getEast(); i += 1) {
    const from = clamp(map.latLngToContainerPoint([0, i * step]).x, width);
    const to = clamp(map.latLngToContainerPoint([0, (i + 1) * step]).x, width);
    if (i % 2) bars.push(`M${from} 2h${to - from}v${bar - 3}h${from - to}z`, `M${from} ${height - bar + 1}h${to - from}v${bar - 3}h${from - to}z`);
    if (from > 40 && from < width - 70 && i * step >= -180 && i * step <= Math.max(180, map.options.maxBounds.getEast() - 25)) {
      degrees.push(shape("text", { x: from + 4, y: height - bar - 5, class: "cs-map__degree" }, degree(i * step, "E", "W")));
    }
  }
  for (let i = Math.floor(Math.max(-85, bounds.getSouth()) / step); i * step < Math.min(85, bounds.getNorth()); i += 1) {
    const from = clamp(map.latLngToContainerPoint([Math.max(-85, i * step), 0]).y, height);
    const to = clamp(map.latLngToContainerPoint([Math.min(85, (i + 1) * step), 0]).y, height);
    if (i % 2) bars.push(`M2 ${to}v${from - to}h${bar - 3}v${to - from}z`, `M${width - bar + 1} ${to}v${from - to}h${bar - 3}v${to - from}z`);
    if (from > 40 && from < height - 40 && Math.abs(i * step) < 85) {
      degrees.push(shape("text", { x: bar + 5, y: from - 4, class: "cs-map__degree" }, degree(i * step, "N", "S")));
    }
  }
  parts.push(shape("path", { d: bars.join("") }));
  parts.push(shape("rect", { x: bar - 0.5, y: bar - 0.5, width: width - 2 * bar + 1, height: height - 2 * bar + 1, class: "cs-map__frame-line" }));
  return parts.concat(degrees);
}

function degree(value, positive, negative) {
  const turned = ((((value + 180) % 360) + 360) % 360) - 180;
  const amount = Math.abs(turned);
  return `${amount}°${amount === 0 || amount === 180 ? "" : turned > 0 ? positive : negative}`;
}
