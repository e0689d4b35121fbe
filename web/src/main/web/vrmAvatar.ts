import { type VRM, VRMLoaderPlugin, VRMUtils, type VRMHumanBoneName } from '@pixiv/three-vrm';
import { Group, TextureLoader } from 'three';
import { type GLTFParser, GLTFLoader } from 'three/addons/loaders/GLTFLoader.js';
import type { Avatar } from './avatar.ts';
import { BONES, type Motion, NO_TURN } from './motion.ts';
import { ProblemError } from './problem.ts';

/** The user's own avatar; its file stays in the browser. */
export class VrmAvatar implements Avatar {
  readonly object = new Group();
  private readonly vrm: VRM;
  private last = performance.now();

  private constructor(vrm: VRM) {
    this.vrm = vrm;
    VRMUtils.rotateVRM0(vrm);
    const hips = vrm.humanoid.getNormalizedBoneNode('hips');
    vrm.scene.position.y = -(hips?.position.y ?? 0);
    this.object.add(vrm.scene);
  }

  static async open(file: Blob): Promise<VrmAvatar> {
    const loader = new GLTFLoader();
    loader.register((parser: GLTFParser) => {
      // The page's policy lets pictures come from the file itself, but nothing be fetched from it.
      parser.textureLoader = new TextureLoader(parser.options.manager);
      return new VRMLoaderPlugin(parser);
    });
    let vrm: VRM | undefined;
    try {
      const gltf = await loader.parseAsync(await file.arrayBuffer(), '');
      vrm = gltf.userData['vrm'] as VRM | undefined;
    } catch (failure) {
      throw new ProblemError('not-an-avatar', String(failure));
    }
    if (!vrm) {
      throw new ProblemError('not-an-avatar');
    }
    return new VrmAvatar(vrm);
  }

  pose(motion: Motion): void {
    // Figures of VRM 0 look the other way, so that x and z are mirrored.
    const turned = this.vrm.meta.metaVersion === '0' ? -1 : 1;
    for (const [name] of BONES) {
      const [x, y, z, w] = motion.rotations[name] ?? NO_TURN;
      this.vrm.humanoid
        .getNormalizedBoneNode(name as VRMHumanBoneName)
        ?.quaternion.set(turned * x, y, turned * z, w);
    }
    const now = performance.now();
    // Hair and clothes swing; after a pause they do not fly.
    this.vrm.update(Math.min((now - this.last) / 1000, 0.1));
    this.last = now;
  }

  recolor(): void {
    // It has its own colours.
  }

  close(): void {
    VRMUtils.deepDispose(this.vrm.scene);
  }
}
