import { fit } from './fit.ts';
import { ProblemError } from './problem.ts';

/** The longer side of the frames that are sent: what the models see is smaller still. */
const LONG_SIDE = 640;

/** The webcam, or a video that is played, shown in a video element; its light is off again after close(). */
export class Webcam {
  private readonly video: HTMLVideoElement;
  private readonly media: MediaStream | null;
  private readonly encoder = new Worker(new URL('./encoder.worker.ts', import.meta.url), {
    type: 'module',
  });
  private encoding = false;
  private open = true;
  /** Of a file that is played. */
  private address: string | null = null;
  /** Ends the wait for a frame that is being encoded. */
  private closed: (() => void) | null = null;

  private constructor(video: HTMLVideoElement, media: MediaStream | null) {
    this.video = video;
    this.media = media;
  }

  static async start(video: HTMLVideoElement, ended: () => void): Promise<Webcam> {
    if (!navigator.mediaDevices) {
      throw new ProblemError('webcam-insecure');
    }
    let media: MediaStream;
    try {
      media = await navigator.mediaDevices.getUserMedia({
        video: { width: { ideal: 1280 }, height: { ideal: 720 }, facingMode: 'user' },
        audio: false,
      });
    } catch (failure) {
      throw webcamProblem(failure);
    }
    const webcam = new Webcam(video, media);
    media.getVideoTracks()[0]?.addEventListener('ended', ended);
    video.srcObject = media;
    try {
      await video.play();
    } catch (failure) {
      webcam.close();
      throw webcamProblem(failure);
    }
    return webcam;
  }

  /** A video file in the webcam's place: it plays once, from its begin. */
  static async play(video: HTMLVideoElement, file: File, ended: () => void): Promise<Webcam> {
    const webcam = new Webcam(video, null);
    webcam.address = URL.createObjectURL(file);
    video.src = webcam.address;
    video.onended = ended;
    try {
      await video.play();
    } catch (failure) {
      webcam.close();
      throw new ProblemError('not-a-picture', String(failure));
    }
    return webcam;
  }

  /** Calls back at each new picture of the webcam until it is closed. */
  onFrame(callback: () => void): void {
    const next = (): void => {
      if (this.open) {
        callback();
        this.video.requestVideoFrameCallback(next);
      }
    };
    this.video.requestVideoFrameCallback(next);
  }

  /** The current picture as a JPEG; null while the one before is still being encoded. */
  async capture(): Promise<Blob | null> {
    const shape = { width: this.video.videoWidth, height: this.video.videoHeight };
    if (this.encoding || !this.open || shape.width === 0) {
      return null;
    }
    this.encoding = true;
    try {
      const longest = Math.max(shape.width, shape.height);
      const side = Math.min(LONG_SIDE, longest);
      const size = fit(shape, { width: side, height: side });
      const picture = await createImageBitmap(this.video, {
        resizeWidth: size.width,
        resizeHeight: size.height,
      });
      return await this.encoded(picture);
    } finally {
      this.encoding = false;
    }
  }

  private encoded(picture: ImageBitmap): Promise<Blob | null> {
    return new Promise((done) => {
      this.encoder.onmessage = ({ data }: MessageEvent<Blob | null>) => done(data);
      this.closed = () => done(null);
      this.encoder.postMessage(picture, [picture]);
    });
  }

  close(): void {
    this.open = false;
    for (const track of this.media?.getTracks() ?? []) {
      track.stop();
    }
    this.video.srcObject = null;
    if (this.address !== null) {
      this.video.onended = null;
      this.video.pause();
      this.video.removeAttribute('src');
      URL.revokeObjectURL(this.address);
    }
    this.encoder.terminate();
    this.closed?.();
  }
}

/** The browser's exceptions have names for what is wrong. */
export function webcamProblem(failure: unknown): ProblemError {
  const { name = '', message = '' } = failure as { name?: string; message?: string };
  switch (name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return new ProblemError('webcam-denied', message);
    case 'NotFoundError':
    case 'OverconstrainedError':
      return new ProblemError('webcam-missing', message);
    default:
      return new ProblemError('webcam-busy', message);
  }
}
