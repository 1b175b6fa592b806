// What the upload page asks the server.

// Signing in again, in another tab, changes it.
export function token(form) {
  const kept = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
  return kept ? kept[1] : form.elements.csrfmiddlewaretoken.value;
}

export async function ask(address) {
  try {
    const response = await fetch(address);
    return response.ok ? await response.json() : null;
  } catch {
    return null; // offline for a moment: the workers go on, and the next round asks again
  }
}
