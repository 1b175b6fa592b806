// Sends answers and skips in the background, one request at a time, until each is confirmed.

import { Refused } from "./api.js";
import { backoffMs, pauseUnlessOnline } from "./waiting.js";

const MOST_AT_ONCE = 100;

export const SAVED = "saved"; // all confirmed
export const SAVING = "saving"; // under way
export const WAITING = "waiting"; // the last attempt failed; another one follows
export const REFUSED = "refused"; // the server said no; see .refusal

export class AnswerQueue extends EventTarget {
  #pending = new Map(); // key → answer, oldest first
  #running = false;
  #leaving = false;

  status = SAVED;
  refusal = null;

  /** *send*: takes answers, returns the confirmed keys. *store*: see store.js. */
  constructor(send, store) {
    super();
    this.send = send;
    this.store = store;
  }

  /** Answers that the server hasn't confirmed, oldest first. */
  get unconfirmed() {
    return [...this.#pending.values()];
  }

  /** Takes up what was left behind by an earlier visit or a refusal; says how things stand. */
  resume(answers) {
    this.refusal = null;
    for (const answer of answers) this.#pending.set(answer.key, answer);
    this.dispatchEvent(new Event("change"));
    this.#run();
  }

  /** Resolves once the answer is kept locally; sending goes on behind. */
  async add(answer) {
    this.#pending.set(answer.key, answer);
    await this.store.put(answer);
    this.#run();
  }

  /** From now on nothing leaves the device: the page that comes next may have been written before
   * the server had what it is just about to confirm. Sending that again does no harm. */
  leave() {
    this.#leaving = true;
  }

  /** Drops everything, here and on the device. */
  async forget() {
    this.#pending.clear();
    await this.store.remove((await this.store.all()).map(({ key }) => key));
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

  /** True where the server has confirmed something. */
  async #sendSome() {
    const batch = this.unconfirmed.slice(0, MOST_AT_ONCE);
    try {
      const confirmed = (await this.send(batch)).filter((key) => this.#pending.has(key));
      if (!this.#leaving) await this.store.remove(confirmed);
      for (const key of confirmed) this.#pending.delete(key);
      return confirmed.length > 0;
    } catch (error) {
      if (error instanceof Refused) this.refusal = error;
      return false;
    }
  }

  #become(status) {
    if (status === this.status) return;
    this.status = status;
    this.dispatchEvent(new Event("change"));
  }
}
