// A box above a long list of filters: it leaves the values that hold what is typed, and those around and below them.

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** Show a row if it, something around it or something below it holds the words; tells whether it is shown. */
function sift(row, words, around) {
  const own = around || plain(row.querySelector(":scope > label, :scope > span").textContent).includes(words);
  const branch = row.querySelector(":scope > details");
  const below = branch ? siftAll(branch.querySelector(":scope > ul"), words, own) : false;
  if (words && below && !own) branch.open = true;
  row.hidden = !(own || below);
  return !row.hidden;
}

function siftAll(list, words, around = false) {
  return [...list.children].map((row) => sift(row, words, around)).some(Boolean);
}

/** Leave the values that fit what stands in a box. */
function narrow(box) {
  const words = plain(box.value.trim());
  const values = box.closest("fieldset");
  const found = siftAll(values.querySelector(":scope > .cs-facet__list"), words);
  const none = values.querySelector(":scope > .cs-facet__none");
  none.textContent = found ? "" : none.dataset.none;
}

const boxIn = (event) => event.target.closest?.("[data-cs-narrow]");

document.addEventListener("input", (event) => boxIn(event) && narrow(boxIn(event)));
// The box is no part of the search: neither leaving it nor Enter asks anything.
document.addEventListener("change", (event) => boxIn(event) && event.stopPropagation(), true);
document.addEventListener("keydown", (event) => event.key === "Enter" && boxIn(event) && event.preventDefault());

/** New results came: what is typed still counts, and what was picked to be left out stands in a box of its own. */
export function settle() {
  // The list keeps its elements with other values in them: its choice would now name another one.
  for (const list of document.querySelectorAll(".cs-facet__not select")) list.value = "";
  for (const box of document.querySelectorAll("[data-cs-narrow]")) if (box.value) narrow(box);
}
