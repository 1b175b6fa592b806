// The result's picture: the server's SVG becomes a PNG, which is shared where the device can share
// files, else kept. Without this script the link to the SVG remains.

const WIDTH = 1200;
const HEIGHT = 630;

const button = document.querySelector("[data-share]");
const says = document.getElementById("share-says");

if (button) {
  button.hidden = false;
  button.addEventListener("click", share);
}

async function share() {
  button.disabled = true;
  says.textContent = "";
  try {
    const png = await asPng(button.dataset.share);
    const file = new File([png], `${button.dataset.name}.png`, { type: png.type });
    if (navigator.canShare?.({ files: [file] })) await navigator.share({ files: [file] });
    else keep(file);
  } catch (error) {
    // Whoever closes the device's own dialogue has changed their mind: nothing to say.
    if (error.name !== "AbortError") says.textContent = button.dataset.failed;
  } finally {
    button.disabled = false;
  }
}

async function asPng(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(response.status);
  const source = URL.createObjectURL(await response.blob());
  try {
    const image = new Image(WIDTH, HEIGHT);
    image.src = source;
    await image.decode();
    const canvas = Object.assign(document.createElement("canvas"), { width: WIDTH, height: HEIGHT });
    canvas.getContext("2d").drawImage(image, 0, 0, WIDTH, HEIGHT);
    return await new Promise((resolve, reject) => {
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no PNG"))), "image/png");
    });
  } finally {
    URL.revokeObjectURL(source);
  }
}

function keep(file) {
  const address = URL.createObjectURL(file);
  const link = Object.assign(document.createElement("a"), { href: address, download: file.name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
