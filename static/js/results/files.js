// Figures as files for a paper: an SVG's text as a PNG, and what the browser saves.

// *size*: {width, height} of the drawing; *scale*: pixels of the PNG for each of its own.
export async function asPicture(text, { width, height }, scale) {
  const image = new Image(width * scale, height * scale);
  image.src = URL.createObjectURL(asSvg(text));
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.width, image.height];
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(image.src);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

export const asSvg = (text) => new Blob([text], { type: "image/svg+xml" });

export function keep(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
