// Loads and decodes the faces ahead of time, so that the next one is there at once.

import { pause } from "./waiting.js";

const AT_ONCE = 6; // as many as browsers open to one host
const RETRY_AFTER_MS = [400, 1200, 3000];

export class Faces {
  #urls;
  #images = new Map(); // id → promise of a decoded image
  #loading = 0;
  #from = 0;

  /** *items*: [{id, face}] in the order in which they are shown. */
  constructor(items) {
    this.#urls = new Map(items.map(({ id, face }) => [id, face]));
  }

  /** The decoded image; rejects where several attempts failed, and asking again tries again. */
  get(id) {
    if (!this.#images.has(id)) {
      const image = load(this.#urls.get(id));
      image.catch(() => this.#images.delete(id));
      this.#images.set(id, image);
    }
    return this.#images.get(id);
  }

  /** Loads everything from the *index*-th on in the background, then what lies before it. */
  async preload(index) {
    this.#from = index;
    while (this.#loading < AT_ONCE && this.#next()) this.#loadNext();
  }

  #next() {
    const ids = [...this.#urls.keys()];
    const nearestFirst = [...ids.slice(this.#from), ...ids.slice(0, this.#from)];
    return nearestFirst.find((id) => !this.#images.has(id));
  }

  async #loadNext() {
    this.#loading += 1;
    const loaded = await this.get(this.#next()).then(
      () => true,
      () => false, // the next answer starts the preloading again
    );
    this.#loading -= 1;
    if (loaded && this.#next()) this.#loadNext();
  }
}

async function load(url) {
  for (const ms of [...RETRY_AFTER_MS, null]) {
    const image = new Image();
    image.decoding = "sync"; // painted in the same frame as everything else that changes
    image.src = url;
    try {
      await image.decode();
      return image;
    } catch (error) {
      if (ms === null) throw error;
      await pause(ms);
    }
  }
}
