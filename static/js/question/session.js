// Which face is asked about now, and what was answered so far. Knows no page and no network.

const WORTH_A_PAUSE = 20; // faces; fewer are over sooner than a pause is read
const MOST_A_VISIT = 1000; // answers and corrections

export class Session {
  index = 0;
  #answers = new Map(); // face's id → the newest entry known
  #skipped = new Set();

  /** *state*: what the server knows; *kept*: entries of this device that it may not know yet;
   *  *unread*: there may be others, of a whole visit.
   *
   * An earlier page may have some under way, too: whatever is answered now is newer than all. */
  constructor(state, kept = [], unread = false) {
    this.items = state.items;
    this.sequence = state.sequence;
    this.pauses = state.pauses ?? true; // whoever labels has no end to be half-way to
    this.#takeIn(state);
    for (const entry of kept) this.learn(entry);
    this.sequence += unread ? 2 * MOST_A_VISIT : MOST_A_VISIT;
    this.advance();
  }

  /** Takes in what this device has kept, or what another tab has just been told. */
  learn(entry) {
    const { item, sequence = 0, skipped = false } = entry;
    this.sequence = Math.max(this.sequence, sequence);
    if (!this.items.some(({ id }) => id === item)) return;
    if (skipped) this.#skipped.add(item);
    else if (!this.#isNewer(item, sequence)) this.#answers.set(item, entry);
  }

  /** Takes in what the server knows by now; *asked*: the sequence when it was asked.
   *
   * Another device may have gone on with higher numbers. Returns what was answered here since,
   * with numbers above those: to be sent once more. */
  update(state, asked) {
    const since = [...this.#answers.values()].filter(({ sequence }) => sequence > asked);
    this.#takeIn(state);
    if (state.sequence <= this.sequence) return [];
    this.sequence = state.sequence + MOST_A_VISIT;
    const again = since.map((entry) => ({ ...entry, key: uuid4(), sequence: this.#nextNumber() }));
    for (const entry of again) this.#answers.set(entry.item, entry);
    return again;
  }

  /** The server tells only its highest number: what is newer than that here, it doesn't know. */
  #takeIn({ answers, skipped, sequence }) {
    for (const [item, choice] of Object.entries(answers)) {
      if (!this.#isNewer(item, sequence)) this.#answers.set(item, { item, choice, sequence });
    }
    for (const item of skipped) this.#skipped.add(item);
  }

  #isNewer(item, sequence) {
    return this.#answers.get(item)?.sequence > sequence;
  }

  #nextNumber() {
    this.sequence += 1;
    return this.sequence;
  }

  get current() {
    return this.items[this.index];
  }

  /** The answer that the current face already has, if any. */
  get chosen() {
    return this.#answers.get(this.current.id)?.choice;
  }

  get answered() {
    return this.items.filter((item) => this.#isDone(item)).length;
  }

  get total() {
    return this.items.length;
  }

  get complete() {
    return this.answered === this.total;
  }

  get isHalfway() {
    return this.pauses && this.total >= WORTH_A_PAUSE && this.answered === Math.ceil(this.total / 2);
  }

  /** Notes the choice. Returns the answer to be stored, or null where nothing changes. */
  answer(choice, time) {
    if (choice === this.chosen) return null;
    const item = this.current.id;
    const entry = { key: uuid4(), item, choice, sequence: this.#nextNumber(), ...time };
    this.#answers.set(item, entry);
    return entry;
  }

  /** Goes without the current face, which can't be shown. Returns the note to be stored. */
  skip() {
    this.#skipped.add(this.current.id);
    return { key: uuid4(), item: this.current.id, skipped: true };
  }

  /** To the first face that is open: after a correction that is where one was before. */
  advance() {
    const open = this.items.findIndex((item) => !this.#isDone(item));
    if (open >= 0) this.index = open;
  }

  /** Whether the current face has its answer, or is gone without. */
  get isDone() {
    return this.#isDone(this.current);
  }

  get canGoBack() {
    return this.index > 0;
  }

  get canGoForward() {
    return this.index < this.total - 1 && this.isDone;
  }

  back() {
    this.index -= 1;
  }

  forward() {
    this.index += 1;
  }

  #isDone({ id }) {
    return this.#answers.has(id) || this.#skipped.has(id);
  }
}

// A random UUID v4: crypto.randomUUID() exists on https only; a phone on the local network has http.
function uuid4() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
