/** The colours of the overlays that the service and the command line draw. */
export const LEFT = '#ff8a00';
export const RIGHT = '#00d9e7';
export const LINE = '#e0e0e0';
export const SHADOW = '#000000';
export const MESH = '#d0d0d0';
export const MASK = '#3d6bff';
export const PALM = '#808080';
export const THUMB = '#ffe5b4';
export const INDEX_FINGER = '#804080';
export const MIDDLE_FINGER = '#ffcc00';
export const RING_FINGER = '#30ff30';
export const PINKY = '#1565c0';

/** The colour of a pose point: of its side of the person, or neutral. */
export function ofPosePoint(name: string): string {
  if (name.includes('LEFT')) {
    return LEFT;
  }
  return name.includes('RIGHT') ? RIGHT : LINE;
}
