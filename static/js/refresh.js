// Takes the parts of the page named by their ids anew from the server, and leaves the rest alone:
// what somebody is typing elsewhere stays.

export async function refresh(ids, address = location.href) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(response.status);
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const id of ids) {
    const [old, now] = [document.getElementById(id), fresh.getElementById(id)];
    if (old && now) old.replaceWith(document.adoptNode(now));
  }
}
