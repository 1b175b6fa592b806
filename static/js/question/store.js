// Answers and skips that the server may not have yet, kept on the device.

const DATABASE = "pyojeong";
const TABLE = "answers";
// Some browsers leave IndexedDB requests hanging for ever: nobody shall wait for that. But one that
// has kept something before may need seconds after a crash, and what it has kept counts.
const PATIENCE_MS = 2000;
const PATIENCE_WITH_THE_KNOWN_MS = 8000;
const KNOWN = "pyojeong keeps";

/** *owner*'s entries. Another participant on the same device has another owner. */
export class Store {
  durable = true; // until the device keeps nothing, or nothing in time
  unread = false; // after a read that failed: something may be left there
  #database = openDatabase();
  #patience = setting(KNOWN) ? PATIENCE_WITH_THE_KNOWN_MS : PATIENCE_MS;

  constructor(owner) {
    this.owner = owner;
    /** Resolves once the device can keep something, or nobody waits for that any more. */
    this.opened = inTime(this.#database, this.#patience).catch(() => (this.durable = false));
    // If it can after all, it also keeps what was put meanwhile.
    this.#database.then(
      () => (this.durable = true),
      () => {},
    );
  }

  /** Resolves once the entry outlives this page; says durable = false where it can't.
   *
   * Relaxed: it survives a killed tab and a crashed browser. Only a device that loses its power in
   * the moments until the server has the answer too could forget it, and waiting for the disk
   * would cost every answer a blink. */
  async put(entry) {
    const written = this.#write((table) => table.put({ ...entry, owner: this.owner }));
    const inVain = () => (this.durable = false);
    written.then(() => setting(KNOWN) ?? set(KNOWN, "yes"), inVain);
    await this.opened;
    // Where it failed before, it may still work; but nobody waits for it any more.
    if (this.durable) await inTime(written, PATIENCE_WITH_THE_KNOWN_MS).catch(inVain);
  }

  /** An entry that can't be removed is sent again at the next visit, which does no harm. */
  async remove(keys) {
    await this.#write((table) => keys.forEach((key) => table.delete(key))).catch(() => {});
  }

  /** All entries. Where that takes too long none, and later *late* is called with them. */
  async all(late = () => {}) {
    const reading = this.#read();
    try {
      const entries = await inTime(reading, this.#patience);
      this.unread = false;
      return entries;
    } catch {
      this.unread = true;
      reading.then(late, () => {});
      return [];
    }
  }

  async clear() {
    await this.remove((await this.all()).map(({ key }) => key));
  }

  // Async, so that a database that the device has closed (Safari does, in the background) rejects
  // like any other failure instead of throwing past the catch.
  async #read() {
    const table = (await this.#database).transaction(TABLE).objectStore(TABLE);
    const rows = await settled(table.index("owner").getAll(this.owner));
    return rows.map(({ owner: _, ...entry }) => entry);
  }

  async #write(change) {
    const database = await this.#database;
    const transaction = database.transaction(TABLE, "readwrite", { durability: "relaxed" });
    change(transaction.objectStore(TABLE));
    return new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  }
}

async function openDatabase() {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore(TABLE, { keyPath: "key" }).createIndex("owner", "owner");
  };
  return settled(request);
}

function settled(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function inTime(promise, ms) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("too slow")), ms);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** What this browser is to remember beside the entries; a page that may keep nothing forgets it. */
export function setting(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

export function set(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch {
    // Full or forbidden: the next page doesn't know it.
  }
}
