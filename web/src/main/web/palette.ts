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

/** Those of several people, as Okabe and Ito chose them for everybody's eyes. */
const PEOPLE = ['#56b4e9', '#d55e00', '#f0e442', '#0072b2', '#e69f00', '#009e73', '#cc79a7'];

/** The colour of one of several people; after the seventh they come again. */
export function ofPerson(number: number): string {
  return PEOPLE[number % PEOPLE.length] ?? LINE;
}

/** The colour of a pose point: of its side of the person, or neutral. */
export function ofPosePoint(name: string): string {
  if (name.includes('LEFT')) {
    return LEFT;
  }
  return name.includes('RIGHT') ? RIGHT : LINE;
}
