// Answers and skips that the server hasn't confirmed yet, kept on the device; in memory where that fails.

const DATABASE = "pyojeong";
const TABLE = "answers";
// Some browsers leave IndexedDB requests hanging for ever: nobody shall wait for that. But a busy
// phone may need seconds after a crash, and what it has kept counts.
const PATIENCE_MS = 8000;

/** A store of *owner*'s answers. Another participant on the same device has another owner. */
export async function openStore(owner) {
  try {
    return new DeviceStore(await inTime(openDatabase()), owner);
  } catch {
    return new MemoryStore();
  }
}

class MemoryStore {
  durable = false;
  unread = true;

  async put() {}

  async remove() {}

  async all() {
    return [];
  }
}

class DeviceStore {
  durable = true; // until a write fails
  unread = false; // after a read that failed: something may be left there

  constructor(database, owner) {
    this.database = database;
    this.owner = owner;
  }

  /** Resolves once the answer outlives this page; says durable = false where it can't.
   *
   * Relaxed: it survives a killed tab and a crashed browser. Only a device that loses its power in
   * the moments until the server has the answer too could forget it, and waiting for the disk
   * would cost every answer a blink. */
  async put(answer) {
    const written = this.#write((table) => table.put({ ...answer, owner: this.owner })).catch(
      () => (this.durable = false),
    );
    // Where it failed before, it may still work; but nobody waits for it any more.
    if (this.durable) await written;
  }

  /** An answer that can't be removed is sent again at the next visit, which does no harm. */
  async remove(keys) {
    await this.#write((table) => keys.forEach((key) => table.delete(key))).catch(() => {});
  }

  async all() {
    const rows = await this.#read().catch(() => {
      this.unread = true;
      return [];
    });
    return rows.map(({ owner: _, ...answer }) => answer);
  }

  // Async, so that a database that the device has closed (Safari does, in the background) rejects
  // like any other failure instead of throwing past the catch.
  async #read() {
    const table = this.database.transaction(TABLE).objectStore(TABLE);
    return inTime(settled(table.index("owner").getAll(this.owner)));
  }

  async #write(change) {
    const transaction = this.database.transaction(TABLE, "readwrite", { durability: "relaxed" });
    change(transaction.objectStore(TABLE));
    return inTime(
      new Promise((resolve, reject) => {
        transaction.oncomplete = resolve;
        transaction.onerror = transaction.onabort = () => reject(transaction.error);
      }),
    );
  }
}

function openDatabase() {
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

function inTime(promise) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("too slow")), PATIENCE_MS);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
