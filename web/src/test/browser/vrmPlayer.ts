import { type VRM, type VRMHumanBoneName, VRMLoaderPlugin } from '@pixiv/three-vrm';
import { createVRMAnimationClip, type VRMAnimation, VRMAnimationLoaderPlugin } from '@pixiv/three-vrm-animation';
import { AnimationMixer, LoopOnce } from 'three';
import { GLTFLoader } from 'three/addons/loaders/GLTFLoader.js';

/** How the bones of a figure are turned at some moments of an animation: x, y, z, w by name. */
export type Turns = Record<string, number[]>[];

function bytes(base64: string): ArrayBuffer {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)).buffer;
}

/** Plays a .vrma on a .vrm, as a viewer does that has nothing of ours. Runs in a browser. */
export async function play(
  figure: string, animation: string, seconds: readonly number[], bones: readonly string[],
): Promise<Turns> {
  const loader = new GLTFLoader();
  loader.register((parser) => new VRMLoaderPlugin(parser));
  loader.register((parser) => new VRMAnimationLoaderPlugin(parser));
  const vrm = (await loader.parseAsync(bytes(figure), '')).userData['vrm'] as VRM;
  const animated = await loader.parseAsync(bytes(animation), '');
  const [first] = animated.userData['vrmAnimations'] as VRMAnimation[];
  if (!first) {
    throw new Error('no animation in it');
  }
  const mixer = new AnimationMixer(vrm.scene);
  const action = mixer.clipAction(createVRMAnimationClip(first, vrm)).setLoop(LoopOnce, 1);
  // Else the end would be the beginning again.
  action.clampWhenFinished = true;
  action.play();
  return seconds.map((time) => {
    mixer.setTime(time);
    vrm.update(0);
    const turns = bones.map((name): [string, number[]] => {
      // The figure's own node, not the one that the animation sets.
      const node = vrm.humanoid.getRawBoneNode(name as VRMHumanBoneName);
      return [name, node?.quaternion.toArray() ?? []];
    });
    return Object.fromEntries(turns);
  });
}
