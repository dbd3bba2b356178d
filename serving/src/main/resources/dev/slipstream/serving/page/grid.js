// Rows of an item and its nearest neighbours. A new encoder version keeps the items and asks anew,
// so that one sees their neighbours change; "Show others" draws new items.

const ROWS = 6;
const NEIGHBORS = 8;
const SMALL_PIXELS = 64;

const MOST_LETTERS = 160;

async function ask(url) {
  const response = await fetch(url, { cache: "no-store" });
  if (!response.ok) {
    throw new Error(`${url}: status ${response.status}`);
  }
  return response.json();
}

const path = (encoder, id, what) =>
  `v1/items/${encodeURIComponent(id)}/${what}?encoder=${encodeURIComponent(encoder)}`;

/** A picture, the beginning of a text, or a player, as the item is. */
function content(encoder, { id, contentType }) {
  const source = path(encoder, id, "content");
  if (contentType?.startsWith("text/")) {
    return text(source);
  }
  return contentType?.startsWith("audio/") ? player(id, source) : picture(id, source);
}

function text(source) {
  const box = document.createElement("p");
  box.className = "text";
  fetch(source)
    .then((response) => (response.ok ? response.text() : "–"))
    .then((words) => (box.textContent = words.slice(0, MOST_LETTERS)))
    .catch(() => box.classList.add("gone"));
  return box;
}

function player(id, source) {
  const audio = document.createElement("audio");
  audio.controls = true;
  audio.preload = "none";
  audio.setAttribute("aria-label", `sound of item ${id}`);
  audio.src = source;
  return audio;
}

function picture(id, source) {
  const img = document.createElement("img");
  img.alt = `picture of item ${id}`;
  img.decoding = "async";
  img.addEventListener("load", () => img.classList.toggle("small", img.naturalWidth <= SMALL_PIXELS));
  img.addEventListener("error", () => img.classList.add("gone"));
  img.src = source;
  return img;
}

function caption(text) {
  const span = document.createElement("span");
  span.textContent = text;
  return span;
}

function anchorTile(encoder, item) {
  const tile = document.createElement("div");
  tile.className = "tile anchor";
  tile.title = item.id;
  tile.append(content(encoder, item), caption(item.id.split("/").pop()));
  return tile;
}

function neighborTile(encoder, item, choose) {
  const { id, similarity } = item;
  const tile = document.createElement("button");
  const shown = similarity.toFixed(3);
  tile.type = "button";
  tile.className = "tile";
  tile.title = id;
  tile.setAttribute("aria-label", `item ${id}, similarity ${shown}: look from there`);
  tile.append(content(encoder, item), caption(shown));
  tile.addEventListener("click", choose);
  return tile;
}

export class Grid {
  #box;
  #others;
  #encoder = "";
  #version = null;
  #items = 0;
  #rows = [];

  constructor(box, others) {
    this.#box = box;
    this.#others = others;
    others.addEventListener("click", () => this.#draw([]));
  }

  /** Follows what is served: draws anew when encoder or version change or rows can be added. */
  async serve(encoder, served) {
    if (!served || served.items === 0) {
      return;
    }
    if (encoder !== this.#encoder) {
      this.#encoder = encoder;
      this.#version = null;
    }
    const grown = this.#rows.length < ROWS && served.items > this.#items;
    this.#items = served.items;
    if (served.version !== this.#version || grown) {
      this.#version = served.version;
      await this.#draw(this.#rows.map((row) => row.dataset.item));
    }
  }

  /** Shows the items kept, and random ones in the places left. */
  async #draw(kept) {
    this.#others.disabled = true;
    try {
      const found = await Promise.all(kept.map((id) => this.#neighbors(id)));
      const answers = found.filter((answer) => answer !== null);
      if (answers.length < ROWS) {
        const { items } = await ask(
          `v1/items?random=${2 * ROWS}&encoder=${encodeURIComponent(this.#encoder)}`,
        );
        const fresh = items.filter((id) => !kept.includes(id)).slice(0, ROWS - answers.length);
        const more = await Promise.all(fresh.map((id) => this.#neighbors(id)));
        answers.push(...more.filter((answer) => answer !== null));
      }
      this.#rows = answers.map((answer) => this.#row(answer));
      if (this.#rows.length > 0) {
        this.#box.replaceChildren(...this.#rows);
      }
    } finally {
      this.#others.disabled = false;
    }
  }

  /** An item's neighbours; null if it is not served (any more). */
  async #neighbors(id) {
    try {
      return await ask(`${path(this.#encoder, id, "neighbors")}&k=${NEIGHBORS}`);
    } catch {
      return null;
    }
  }

  #row(answer) {
    const { id, encoder, version, neighbors } = answer;
    const row = document.createElement("div");
    row.className = "row";
    row.dataset.item = id;
    row.dataset.version = version;
    row.setAttribute("role", "group");
    row.setAttribute("aria-label", `neighbours of item ${id}`);
    const split = document.createElement("i");
    split.className = "split";
    row.append(
      anchorTile(encoder, answer),
      split,
      ...neighbors.map((neighbor) => neighborTile(encoder, neighbor, () => this.#look(row, neighbor.id))),
    );
    return row;
  }

  async #look(row, id) {
    const answer = await this.#neighbors(id);
    if (answer !== null && row.isConnected) {
      const replacement = this.#row(answer);
      this.#rows[this.#rows.indexOf(row)] = replacement;
      row.replaceWith(replacement);
      replacement.querySelector("button")?.focus();
    }
  }
}
