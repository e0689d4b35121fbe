/**
 * Encodes the webcam's frames. Here, since browsers encode a canvas of the page only when the page
 * is idle, which a page that draws a live overlay seldom is.
 */

const JPEG_QUALITY = 0.8;

const canvas = new OffscreenCanvas(1, 1);

/** Takes a picture and answers with its JPEG, or with null when it cannot be encoded. */
self.onmessage = async ({ data: picture }: MessageEvent<ImageBitmap>) => {
  canvas.width = picture.width;
  canvas.height = picture.height;
  canvas.getContext('2d', { alpha: false })?.drawImage(picture, 0, 0);
  picture.close();
  const jpeg = await canvas
    .convertToBlob({ type: 'image/jpeg', quality: JPEG_QUALITY })
    .catch(() => null);
  self.postMessage(jpeg);
};
