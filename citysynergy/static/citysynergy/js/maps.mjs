// The maps on a page. A map costs work and bytes: it is fetched and drawn when a reader comes near it.
const begun = new WeakMap();
const made = new WeakMap();

/** Draw the map in an element, once; answers with it. */
function make(element) {
  if (!begun.has(element)) {
    near.unobserve(element);
    begun.set(
      element,
      import("./map.mjs").then(
        async ({ CaseMap }) => {
          // Reading the library took the browser a while; what a reader did meanwhile goes first.
          await new Promise((go) => setTimeout(go));
          made.set(element, new CaseMap(element));
          return made.get(element);
        },
        () => fail(element),
      ),
    );
  }
  return begun.get(element);
}

/** Say that the map did not come; what stood in its place, if anything was drawn there, stays. */
function fail(element) {
  const note = document.createElement("p");
  note.className = "cs-map__note";
  note.textContent = element.dataset.failed;
  element.append(note);
}

const near = new IntersectionObserver(
  (seen) => {
    for (const { isIntersecting, target } of seen) if (isIntersecting) make(target);
  },
  { rootMargin: "300px" },
);

/** Start every map on the page that has not been started, once it comes into view. */
export function start(root = document) {
  for (const element of root.querySelectorAll("[data-cs-map]")) if (!begun.has(element)) near.observe(element);
}

/** Let every map on the page show another search: where its pins come from, and the areas to draw. */
export function askAll(source, areas, partialAreas) {
  for (const element of document.querySelectorAll("[data-cs-map]")) {
    Object.assign(element.dataset, { source, areas, partialAreas });
    made.get(element)?.ask();
  }
}

/** The running map in an element, if any. */
export function mapIn(element) {
  return made.get(element);
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-cs-view]");
  const element = button && document.getElementById(button.dataset.csMapId);
  if (element) (await make(element))?.look(button.dataset.csView);
});
start();
