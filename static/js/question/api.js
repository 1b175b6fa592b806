// The three addresses of the server, and the two ways in which they fail.

const PATIENCE_MS = 20_000;
// These say "later", not "no".
const TRANSIENT = new Set([408, 425, 429]);

/** No answer, or one that says "later": trying again is right. */
export class Unreachable extends Error {}

/** The server has understood and said no: trying again unchanged is pointless. */
export class Refused extends Error {
  constructor(status, body) {
    super(typeof body?.detail === "string" ? body.detail : "");
    this.status = status;
    this.body = body ?? {};
  }
}

export class Api {
  constructor({ state, answers, finish }, csrf) {
    this.urls = { state, answers, finish };
    this.csrf = csrf;
  }

  /** {items, answers, skipped, sequence, finished} */
  state() {
    return this.#fetch(this.urls.state, { cache: "no-store" });
  }

  /** The keys of those entries (answers, and faces that couldn't be shown) that are stored. */
  async send(entries) {
    const answers = entries.filter(({ skipped }) => !skipped);
    const skipped = entries.filter(({ skipped }) => skipped);
    const body = await this.#post(this.urls.answers, { answers, skipped });
    return body.confirmed ?? [];
  }

  /** Where the result is. */
  async finish() {
    const body = await this.#post(this.urls.finish, {});
    return body.result;
  }

  #post(url, body) {
    return this.#fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": this.csrf },
      body: JSON.stringify(body),
      keepalive: true, // goes out even when the page is closed in the same moment
    });
  }

  async #fetch(url, options) {
    let response;
    let body;
    const patience = new AbortController(); // AbortSignal.timeout is missing before Safari 16
    const timer = setTimeout(() => patience.abort(), PATIENCE_MS);
    try {
      const { signal } = patience;
      response = await fetch(url, { credentials: "same-origin", signal, ...options });
      body = await response.json().catch((error) => {
        if (response.ok) throw error; // cut off half-way: nothing is confirmed
        return {};
      });
    } catch (error) {
      throw new Unreachable(error.message);
    } finally {
      clearTimeout(timer);
    }
    if (response.ok) return body;
    if (response.status >= 500 || TRANSIENT.has(response.status)) {
      throw new Unreachable(`${response.status}`);
    }
    throw new Refused(response.status, body);
  }
}
