/** The part that the tests use of Khronos's validator, which has no types of its own. */
declare module 'gltf-validator' {
  interface Report {
    readonly issues: {
      readonly numErrors: number;
      readonly numWarnings: number;
      readonly messages: readonly unknown[];
    };
  }
  export function validateBytes(bytes: Uint8Array, options: { format: 'glb' }): Promise<Report>;
}
