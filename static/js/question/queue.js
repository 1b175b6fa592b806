// Sends answers and skips in the background, one request at a time, until each is confirmed.

import { Refused } from "./api.js";
import { isAboutEntries } from "./refusals.js";
import { backoffMs, pauseUnlessOnline } from "./waiting.js";

const MOST_AT_ONCE = 100;
// What is confirmed stays on the device for as long: a page that is being loaded may have been
// written before the server had it. Sending it again does no harm.
const STAYS_MS = 30_000;

export const SAVED = "saved"; // all confirmed
export const SAVING = "saving"; // under way
export const WAITING = "waiting"; // the last attempt failed; another one follows
export const REFUSED = "refused"; // the server said no; see .refusal

export class AnswerQueue extends EventTarget {
  #pending = new Map(); // key → entry, oldest first
  #confirmed = new Map(); // key → when; still on the device
  #aside = new Map(); // key → entry that was refused for itself; still on the device
  #oneByOne = 0; // so many of the oldest go out alone: one of them is refused
  #running = false;

  status = SAVED;
  refusal = null;

  /** *send*: takes entries, returns the confirmed keys. *store*: see store.js. */
  constructor(send, store) {
    super();
    this.send = send;
    this.store = store;
  }

  /** Entries that the server hasn't confirmed, oldest first. */
  get unconfirmed() {
    return [...this.#pending.values()];
  }

  /** All that the server may not have yet, of earlier visits too. *late*: see store.js. */
  async kept(late) {
    const usable = (entries) => entries.filter(({ key }) => !this.#aside.has(key));
    const stored = await this.store.all((entries) => late(usable(entries)));
    return [...usable(stored), ...this.unconfirmed];
  }

  /** Takes up what was left behind by an earlier visit or a refusal; says how things stand. */
  resume(entries) {
    this.refusal = null;
    for (const entry of entries) this.#pending.set(entry.key, entry);
    this.dispatchEvent(new Event("change"));
    this.#run();
  }

  /** Resolves once the entry is kept locally; sending goes on behind. */
  async add(entry) {
    this.#pending.set(entry.key, entry);
    await this.store.put(entry);
    this.#run();
  }

  /** Drops everything, here and on the device. */
  async forget() {
    this.#pending.clear();
    await this.store.clear();
  }

  /** Resolves when nothing is left to be sent, or the server has said no. */
  async settled() {
    while (this.status === SAVING || this.status === WAITING) {
      await new Promise((resolve) => this.addEventListener("change", resolve, { once: true }));
    }
  }

  async #run() {
    if (this.#running || this.refusal) return;
    this.#running = true;
    let failures = 0;
    while (this.#pending.size && !this.refusal) {
      if (!failures) this.#become(SAVING);
      failures = (await this.#sendSome()) ? 0 : failures + 1;
      if (failures && !this.refusal) {
        this.#become(WAITING);
        await pauseUnlessOnline(backoffMs(failures));
      }
    }
    this.#running = false;
    this.#become(this.refusal ? REFUSED : SAVED);
  }

  /** False where another attempt has to wait. */
  async #sendSome() {
    const batch = this.unconfirmed.slice(0, this.#oneByOne ? 1 : MOST_AT_ONCE);
    try {
      const confirmed = (await this.send(batch)).filter((key) => this.#pending.has(key));
      if (this.#oneByOne) this.#oneByOne -= 1;
      for (const key of confirmed) this.#pending.delete(key);
      this.#leaveForAWhile(confirmed);
      return confirmed.length > 0;
    } catch (error) {
      return error instanceof Refused && this.#getsPast(error, batch);
    }
  }

  #leaveForAWhile(keys) {
    const now = performance.now();
    const old = [...this.#confirmed.keys()].filter((key) => now - this.#confirmed.get(key) > STAYS_MS);
    for (const key of old) this.#confirmed.delete(key);
    for (const key of keys) this.#confirmed.set(key, now);
    if (old.length) this.store.remove(old);
  }

  /** Whether there is more to send: one bad entry is set aside, so that the others get through.
   *
   * What it was to say is asked again before the end. Where that is refused too, it isn't the
   * entry that is wrong, and the person hears of it. */
  #getsPast(refusal, batch) {
    if (!isAboutEntries(refusal)) this.refusal = refusal;
    else if (batch.length > 1) this.#oneByOne = batch.length;
    else this.#setAside(batch[0], refusal);
    return !this.refusal;
  }

  #setAside(entry, refusal) {
    if ([...this.#aside.values()].some(({ item }) => item === entry.item)) this.refusal = refusal;
    if (this.#oneByOne) this.#oneByOne -= 1;
    this.#aside.set(entry.key, entry);
    this.#pending.delete(entry.key);
  }

  #become(status) {
    if (status === this.status) return;
    this.status = status;
    this.dispatchEvent(new Event("change"));
  }
}
