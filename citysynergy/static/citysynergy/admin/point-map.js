/* A point on our own base map. Builds on wagtailgeowidget's field; draws no tiles of another host. */
(function () {
  const { Controller } = window.StimulusModule;
  const FAR = 2;
  const NEAR = 6;
  /** wagtailgeowidget's LeafletField, of which the text box is the value and a click on the map sets the point. */
  class PointField {
    constructor(input, element, options) {
      Object.assign(this, { input, element, options });
      const L = window.L;
      const start = this.point() || this.ofCity();
      this.map = L.map(element, {
        attributionControl: Boolean(options.tileLayer),
        zoomControl: false,
        scrollWheelZoom: false,
        maxZoom: options.tileLayer ? 18 : 11,
        worldCopyJump: true,
      }).setView(start || [25, 10], start ? NEAR : FAR);
      L.control.zoom({ zoomInTitle: options.texts.zoomIn, zoomOutTitle: options.texts.zoomOut }).addTo(this.map);
      if (options.tileLayer) {
        L.tileLayer(options.tileLayer.url, { attribution: options.tileLayer.attribution }).addTo(this.map);
      } else {
        // The chart of the public maps.
        import(options.chart).then((chart) => chart.drawBase(this.map, options.baseMap));
      }
      this.marker = L.marker(start || [0, 0], {
        // Drawn by the style sheet: Leaflet's pictures would need to know where the static files are.
        icon: L.divIcon({ className: "citysynergy-point__marker", iconSize: [26, 26] }),
        draggable: !input.disabled,
        keyboard: false,
        title: options.texts.marker,
      });
      if (start) this.marker.addTo(this.map);
      this.mark();
      this.marker.on("dragend", () => this.write(this.marker.getLatLng()));
      this.map.on("click", (event) => {
        // After a double click to zoom in, the first click is no choice.
        clearTimeout(this.clicked);
        this.clicked = setTimeout(() => this.write(event.latlng.wrap()), 220);
      });
      this.map.on("dblclick", () => clearTimeout(this.clicked));
    }

    point() {
      const text = this.input.value.replace(";", ",");
      const found = text.includes(",") ? window.LeafletField.prototype.parseStrToLatLng.call(this, text) : null;
      return found && Math.abs(found.lat) <= 90 && Math.abs(found.lng) <= 180 ? found : null;
    }

    /** Where the city lies, while nothing is typed and the city is the one that the page was opened with. */
    ofCity() {
      return this.options.ofCity && !this.input.value.trim() ? window.L.latLng(this.options.ofCity) : null;
    }

    mark() {
      const element = this.marker.getElement();
      if (element) element.classList.toggle("citysynergy-point__marker--city", !this.input.value.trim());
    }

    write(latLng) {
      // Who may read the page but not change it looks at the map only.
      if (this.input.disabled) return;
      this.input.value = `${Number(latLng.lat.toFixed(5))}, ${Number(latLng.lng.toFixed(5))}`;
      this.marker.setLatLng(latLng).addTo(this.map);
      this.input.dispatchEvent(new Event("input", { bubbles: true }));
      this.input.dispatchEvent(new Event("change", { bubbles: true }));
    }

    /** Follow what was typed, or filled in with the city. */
    follow() {
      const point = this.point() || this.ofCity();
      if (!point) {
        this.marker.remove();
        return;
      }
      this.marker.setLatLng(point).addTo(this.map);
      this.mark();
      if (!this.map.getBounds().pad(-0.2).contains(point) || this.map.getZoom() < 5) this.map.setView(point, NEAR);
    }
  }

  class PointController extends Controller {
    static targets = ["map"];
    static values = { options: Object };

    connect() {
      this.input = this.element.querySelector("input[type=text]");
      this.input.addEventListener("input", () => this.field && this.field.follow());
      this.input.addEventListener("keydown", (event) => {
        if (event.key === "Enter") event.preventDefault();
      });
      // A map drawn while its tab or fold is closed has no size: wait until it is seen.
      this.observer = new ResizeObserver(() => {
        if (!this.mapTarget.clientWidth) return;
        if (this.field) this.field.map.invalidateSize();
        else this.field = new PointField(this.input, this.mapTarget, this.optionsValue);
      });
      this.observer.observe(this.mapTarget);
    }

    disconnect() {
      this.observer.disconnect();
      if (this.field) this.field.map.remove();
      this.field = null;
    }
  }

  window.wagtail.app.register("citysynergy-point", PointController);
})();
