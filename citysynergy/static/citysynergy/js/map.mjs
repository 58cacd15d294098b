// The map of cases: our chart, with pins and clusters that are buttons. It shows the same cases as the list.
/* global L */
// The libraries put their names in the window; whoever imports this module has them.
import "../vendor/leaflet/leaflet.js";
import "../vendor/topojson/topojson-client.min.js";
import { drawAreas, drawBase, drawFrame } from "./chart.mjs";

const SVG = "http://www.w3.org/2000/svg";
const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
const NEAREST = 10;

/** How many cases a mark stands for: in it there is room for four figures, its name holds them all. */
function inFigures(count) {
  // The browser loads its words for numbers at the first use, and that takes a while: most maps need none.
  if (count < 1000) return String(count);
  const options = count < 10_000 ? {} : { notation: "compact", maximumFractionDigits: 0 };
  return new Intl.NumberFormat(document.documentElement.lang, options).format(count);
}

/** A marker whose icon is a real button. Leaflet's own is a focusable picture. */
const ButtonIcon = L.Icon.extend({
  createIcon() {
    const { pin } = this.options;
    const button = document.createElement("button");
    button.type = "button";
    button.setAttribute("aria-label", pin.label);
    if (pin.kind) {
      button.className = `cs-pin cs-is-${pin.kind}`;
      button.setAttribute("aria-expanded", "false");
      const drawing = document.createElementNS(SVG, "svg");
      drawing.setAttribute("aria-hidden", "true");
      const use = document.createElementNS(SVG, "use");
      use.setAttribute("href", `#cs-${pin.kind}`);
      drawing.append(use);
      button.append(drawing);
    } else {
      const size = pin.count < 10 ? 1 : pin.count < 100 ? 2 : pin.count < 1000 ? 3 : 4;
      button.className = `cs-cluster cs-cluster--${size}`;
      button.textContent = inFigures(pin.count);
    }
    return button;
  },
  createShadow: () => null,
});

/** Everything that one map on the page does. */
export class CaseMap {
  constructor(element) {
    this.element = element;
    this.words = element.dataset;
    this.pins = L.layerGroup();
    const canvas = document.createElement("div");
    canvas.className = "cs-map__canvas";
    canvas.setAttribute("role", "region");
    canvas.setAttribute("aria-label", this.words.name);
    element.replaceChildren(canvas);
    // Fiji and Samoa lie on both sides of the 180th meridian: a map of both goes on beyond it.
    const east = Number(this.words.view.split(",")[2]);
    this.beyond = east > 180;
    this.map = L.map(canvas, {
      attributionControl: false,
      zoomControl: false,
      zoomSnap: 0.25,
      zoomDelta: 0.75,
      maxZoom: NEAREST,
      maxBounds: L.latLngBounds([-72, -190], [84.5, this.beyond ? east + 25 : 205]),
      maxBoundsViscosity: 0.8,
      scrollWheelZoom: "wheel" in this.words,
      dragging: "wheel" in this.words || !L.Browser.mobile,
      zoomAnimation: !still,
      fadeAnimation: !still,
      markerZoomAnimation: !still,
      inertia: !still,
    });
    // No option of Leaflet ends the motion with which it brings a popup into view, or obeys arrow keys.
    if (still) this.map.panBy = (by) => L.Map.prototype.panBy.call(this.map, by, { animate: false });
    L.control.zoom({ position: "topright", zoomInTitle: this.words.zoomIn, zoomOutTitle: this.words.zoomOut }).addTo(this.map);
    this.look(this.words.view);
    this.map.setMinZoom(Math.min(1, this.map.getZoom()));
    this.pins.addTo(this.map);
    this.map.on("moveend", () => this.load());
    this.map.on("popupclose", () => this.closed());
    canvas.addEventListener("keydown", (event) => event.key === "Escape" && this.map.closePopup());
    drawBase(this.map, this.words.base, this.beyond).then(
      () => {
        this.based = true;
        this.shade();
        drawFrame(this.map);
      },
      () => this.say(this.words.failed),
    );
    this.markHome();
    if (this.words.area) this.offerArea();
    // Going back in the browser replaces the page's content: a map that is no longer shown stops.
    const watcher = new ResizeObserver(() => {
      if (element.isConnected) this.map.invalidateSize({ animate: false });
      else watcher.disconnect();
    });
    watcher.observe(element);
    this.load();
  }

  /** Show the part of the world between "west,south,east,north". */
  look(view) {
    const [west, south, east, north] = view.split(",").map(Number);
    this.map.fitBounds([[south, west], [north, east]], { animate: !still, padding: [14, 14], maxZoom: 8 });
  }

  /** What is in view, as "west,south,east,north". */
  area() {
    const box = this.map.getBounds();
    const east = this.beyond ? box.getEast() : Math.min(180, box.getEast());
    const sides = [Math.max(-180, box.getWest()), Math.max(-90, box.getSouth()), east, Math.min(90, box.getNorth())];
    return sides.map((side) => side.toFixed(3)).join(",");
  }

  /** Draw what missions serve as areas over the land; the words below the map say the same. */
  async shade() {
    const { areas = "", partialAreas = "" } = this.words;
    const canvas = this.map.getContainer();
    if (document.getElementById(`${this.element.id}-areas`)) canvas.setAttribute("aria-describedby", `${this.element.id}-areas`);
    else canvas.removeAttribute("aria-describedby");
    const wanted = `${areas}|${partialAreas}`;
    if (!this.based || wanted === (this.shaded ?? "|")) return;
    this.shaded = wanted;
    const drawn = await drawAreas(this.map, this.words.base, areas, partialAreas);
    // Of several searches in a row only the last one's areas stay.
    if (this.shaded !== wanted) return drawn.remove();
    this.areas?.remove();
    this.areas = drawn;
  }

  /** Mark where the organisation lies that the map is about. */
  markHome() {
    if (!this.words.home) return;
    const [latitude, longitude] = this.words.home.split(",").map(Number);
    const drawing = document.createElementNS(SVG, "svg");
    const use = document.createElementNS(SVG, "use");
    use.setAttribute("href", "#cs-organisation");
    drawing.append(use);
    drawing.setAttribute("aria-hidden", "true");
    const icon = L.divIcon({ className: "cs-home", html: drawing, iconSize: [22, 22], iconAnchor: [4, 20] });
    L.marker([latitude, longitude], { icon, interactive: false, keyboard: false, alt: "", zIndexOffset: 500 }).addTo(this.map);
  }

  /** Once the reader moved the map, offer to narrow the search to what is in view. */
  offerArea() {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "cs-map__area-button utrecht-button utrecht-button--secondary-action";
    button.textContent = this.words.area;
    button.dataset.csArea = "";
    button.hidden = true;
    this.element.append(button);
    this.map.on("dragend zoomend", () => (button.hidden = false));
  }

  /** Where a longitude lies on this map: beyond the 180th meridian, if that is in view and its usual place is not. */
  beside(longitude) {
    const box = this.map.getBounds();
    return this.beyond && longitude < box.getWest() && longitude + 360 <= box.getEast() ? longitude + 360 : longitude;
  }

  say(text) {
    const note = document.createElement("p");
    note.className = "cs-map__note";
    note.textContent = text;
    this.element.append(note);
  }

  /** Ask for what lies in view; of several questions only the last answer counts. */
  async load() {
    if (!this.element.isConnected) return;
    if (this.words.pins) {
      if (!this.pins.getLayers().length) this.draw(JSON.parse(document.getElementById(this.words.pins).textContent));
      return;
    }
    const address = new URL(this.words.source, window.location);
    address.searchParams.set("bbox", this.area());
    address.searchParams.set("zoom", this.map.getZoom().toFixed(2));
    if (address.href === this.asked) return;
    this.asked = address.href;
    try {
      const answer = await fetch(address, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(answer.status);
      const found = await answer.json();
      if (this.asked === address.href) this.draw(found.pins);
    } catch {
      this.asked = "";
      this.say(this.words.failed);
    }
  }

  draw(pins) {
    const active = document.activeElement;
    const hadFocus = this.pins.getLayers().some((marker) => marker.getElement() === active);
    const kept = hadFocus ? active.getAttribute("aria-label") : "";
    if (this.opened) return;
    this.pins.clearLayers();
    let back = null;
    for (const pin of pins) {
      const marker = L.marker([pin.latitude, this.beside(pin.longitude)], { icon: new ButtonIcon({ pin }), keyboard: false, riseOnHover: true });
      marker.pin = pin;
      marker.on("click", () => (pin.kind ? this.open(marker) : this.enter(marker)));
      this.pins.addLayer(marker);
      if (kept && pin.label === kept) back = marker.getElement();
    }
    if (hadFocus) (back ?? this.pins.getLayers()[0]?.getElement() ?? this.map.getContainer()).focus();
  }

  /** Come nearer to a cluster; where its cases share one point, or there is no nearer, list them. */
  enter(marker) {
    const { pin } = marker;
    const [, south, , north] = pin.bounds;
    const west = this.beside(pin.bounds[0]);
    const east = west > pin.bounds[2] ? pin.bounds[2] + 360 : pin.bounds[2];
    const across = Math.max(east - west, north - south);
    if (across < 0.0005 || this.map.getZoom() > NEAREST - 0.25) return this.list(marker);
    if (across < 0.02) {
      this.map.setView([pin.latitude, this.beside(pin.longitude)], Math.min(NEAREST, this.map.getZoom() + 3), { animate: !still });
    } else {
      this.map.flyToBounds([[south, west], [north, east]], { animate: !still, duration: 0.5, padding: [50, 50], maxZoom: NEAREST });
    }
  }

  /** Ask which cases are in a cluster, and open a list of them. */
  async list(marker) {
    const [west, south, east, north] = marker.pin.bounds;
    const address = new URL(this.words.source, window.location);
    address.searchParams.set("bbox", [west - 0.0005, south - 0.0005, east + 0.0005, north + 0.0005].map((side) => side.toFixed(4)).join(","));
    address.searchParams.set("cases", "1");
    try {
      const answer = await fetch(address, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(answer.status);
      const { cases, more } = await answer.json();
      if (this.pins.hasLayer(marker)) this.open(marker, cases, more);
    } catch {
      this.say(this.words.failed);
    }
  }

  /** Open a pin, or the cases of a cluster; ``more`` leads to the rest of them. */
  open(marker, cases = [marker.pin], more = null) {
    this.map.closePopup();
    const list = document.createElement("ul");
    list.className = "cs-popup";
    for (const one of cases) {
      const row = document.createElement("li");
      row.className = `cs-is-${one.kind}`;
      if (one.id) row.dataset.csCase = one.id;
      row.append(line("p", "cs-popup__meta", [one.kind_word, one.status].filter(Boolean).join(" · ")));
      const link = line(one.url ? "a" : "p", "cs-popup__title", one.title);
      if (one.url) link.href = one.url;
      if (one.lang) link.lang = one.lang;
      row.append(link);
      if (one.place) row.append(line("p", "cs-popup__place", one.place));
      list.append(row);
    }
    if (more) {
      const row = document.createElement("li");
      const link = line("a", "cs-popup__more", more.label);
      link.href = more.url;
      row.append(link);
      list.append(row);
    }
    this.opened = marker;
    // It stays within the map, and beside the buttons for zooming.
    const [left, right] = [24, 64];
    const maxWidth = Math.min(346, this.map.getSize().x - left - right - 4);
    const popup = L.popup({ maxWidth, minWidth: 200, offset: [0, -4], autoPanPaddingTopLeft: [left, 24], autoPanPaddingBottomRight: [right, 24] })
      .setLatLng(marker.getLatLng())
      .setContent(list)
      .openOn(this.map);
    popup.getElement().querySelector(".leaflet-popup-close-button")?.setAttribute("aria-label", this.words.close);
    marker.getElement()?.setAttribute("aria-expanded", "true");
    const target = list.querySelector("a") ?? popup.getElement().querySelector(".leaflet-popup-close-button");
    target?.focus({ preventScroll: true });
  }

  closed() {
    const marker = this.opened;
    this.opened = null;
    const button = marker?.getElement();
    button?.setAttribute("aria-expanded", "false");
    button?.focus({ preventScroll: true });
    this.load();
  }

  /** Light up the pin of the case that is pointed at in the list. */
  point(id) {
    for (const marker of this.pins.getLayers()) {
      marker.getElement()?.classList.toggle("is-pointed", Boolean(id) && marker.pin.id === id);
    }
  }

  /** The search changed: ask again with its parameters. */
  ask() {
    this.map.closePopup();
    this.shade();
    this.load();
  }
}

function line(name, className, text) {
  const element = document.createElement(name);
  element.className = className;
  element.dir = "auto";
  element.textContent = text;
  return element;
}
