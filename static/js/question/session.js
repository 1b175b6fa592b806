// Which face is asked about now, and what was answered so far. Knows no page and no network.

import { uuid4 } from "./uuid.js";

export class Session {
  index = 0;

  /** *state*: what the server knows; *kept*: answers of this device that it may not know yet. */
  constructor({ items, answers, sequence }, kept = []) {
    this.items = items;
    this.answers = new Map(Object.entries(answers));
    this.sequence = sequence;
    const known = new Set(items.map((item) => item.id));
    for (const answer of [...kept].sort((a, b) => a.sequence - b.sequence)) {
      this.sequence = Math.max(this.sequence, answer.sequence);
      if (known.has(answer.item)) this.answers.set(answer.item, answer.choice);
    }
    this.advance();
  }

  get current() {
    return this.items[this.index];
  }

  /** The answer that the current face already has, if any. */
  get chosen() {
    return this.answers.get(this.current.id);
  }

  get answered() {
    return this.answers.size;
  }

  get total() {
    return this.items.length;
  }

  get complete() {
    return this.items.every((item) => this.answers.has(item.id));
  }

  /** Notes the choice. Returns the answer to be stored, or null where nothing changes. */
  answer(choice, responseMs) {
    if (choice === this.chosen) return null;
    this.answers.set(this.current.id, choice);
    this.sequence += 1;
    return {
      key: uuid4(),
      item: this.current.id,
      choice,
      sequence: this.sequence,
      response_ms: responseMs,
    };
  }

  /** To the first face without an answer: after a correction that is where one was before. */
  advance() {
    const open = this.items.findIndex((item) => !this.answers.has(item.id));
    if (open >= 0) this.index = open;
  }

  get canGoBack() {
    return this.index > 0;
  }

  get canGoForward() {
    return this.index < this.total - 1 && this.chosen !== undefined;
  }

  back() {
    this.index -= 1;
  }

  forward() {
    this.index += 1;
  }
}
