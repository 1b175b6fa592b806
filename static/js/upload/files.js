// What was chosen or dropped, as a flat list of files: folders are walked through.

const NOT_MEANT = /^(\.|Thumbs\.db$|desktop\.ini$)/i; // what systems put into folders by themselves

// Call it in the drop's own event: afterwards the browser has forgotten what was dropped.
export async function dropped(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.length) return meant([...transfer.files]);
  const found = [];
  for (const entry of entries) await walk(entry, found);
  return meant(found);
}

export function meant(files) {
  return files.filter((file) => !NOT_MEANT.test(file.name));
}

async function walk(entry, found) {
  if (entry.isFile) {
    const file = await new Promise((resolve) => entry.file(resolve, () => resolve(null)));
    if (file) found.push(file);
  } else {
    const reader = entry.createReader();
    for (;;) {
      // Chromium gives a hundred at a time, and nothing at the end.
      const some = await new Promise((resolve) => reader.readEntries(resolve, () => resolve([])));
      if (!some.length) return;
      for (const each of some) await walk(each, found);
    }
  }
}
