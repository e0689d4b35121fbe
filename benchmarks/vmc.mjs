// Receives VMC bundles with node-osc and judges each: node vmc.mjs BUNDLES, with node-osc in NODE_OSC. Prints the port that
// it listens at, and at the end what came; exit code 0 only where every bundle came once, whole, with exactly the names of
// the protocol.
import { pathToFileURL } from 'node:url'

const { Server } = await import(pathToFileURL(process.env.NODE_OSC))
const expected = Number(process.argv[2])
// From the time in a bundle to the number of its frame; see VmcLoad.
const rate = 60
const silentMs = 10_000

// Unity's HumanBodyBones, less those that no landmark tells.
const sided = ['Shoulder', 'UpperArm', 'LowerArm', 'Hand', 'UpperLeg', 'LowerLeg', 'Foot']
for (const finger of ['Thumb', 'Index', 'Middle', 'Ring', 'Little']) {
  sided.push(`${finger}Proximal`, `${finger}Intermediate`, `${finger}Distal`)
}
const bones = ['Hips', 'Spine', 'Chest', 'Neck', 'Head', ...['Left', 'Right'].flatMap((s) => sided.map((n) => s + n))]
const blends = ['blinkLeft', 'blinkRight', 'aa']
const names = [
  '/VMC/Ext/OK', '/VMC/Ext/T', '/VMC/Ext/Root/Pos root',
  ...bones.map((bone) => `/VMC/Ext/Bone/Pos ${bone}`),
  ...blends.map((blend) => `/VMC/Ext/Blend/Val ${blend}`),
  '/VMC/Ext/Blend/Apply'
].sort().join('\n')

const seen = new Uint8Array(expected)
const faults = new Map()
let received = 0
let repeated = 0
let late = 0
let last = -1

function fault(what) {
  faults.set(what, (faults.get(what) ?? 0) + 1)
}

function judge(bundle) {
  received++
  let time
  const found = []
  for (const { address, args } of bundle.elements.map((m) => ({ address: m[0], args: m.slice(1) }))) {
    found.push(typeof args[0] === 'string' ? `${address} ${args[0]}` : address)
    const numbers = args.filter((a) => typeof a !== 'string')
    if (!numbers.every(Number.isFinite)) fault(`${address} has what is no number`)
    if (address === '/VMC/Ext/T') time = args[0]
    if (address.endsWith('/Pos')) {
      if (numbers.length !== 7) fault(`${address} has ${numbers.length} numbers`)
      if (Math.abs(Math.hypot(...numbers.slice(3)) - 1) > 1e-5) fault(`${address} has no rotation`)
    }
  }
  if (found.sort().join('\n') !== names) fault('names are not those of the protocol')
  const frame = Math.round(time * rate)
  if (!(frame >= 0 && frame < expected)) return fault(`no frame ${frame}`)
  if (seen[frame]) repeated++
  if (frame < last) late++
  seen[frame] = 1
  last = Math.max(last, frame)
}

function finish() {
  const lost = seen.reduce((n, one) => n - one, expected)
  console.log(`received ${received} of ${expected}, lost ${lost}, twice ${repeated}, out of order ${late}`)
  for (const [what, count] of faults) console.log(`${count} times: ${what}`)
  process.exit(lost === 0 && repeated === 0 && late === 0 && faults.size === 0 ? 0 : 1)
}

const server = new Server(0, '127.0.0.1', () => console.log(server.port))
server.on('error', (failure) => fault(failure.message))
let quiet
server.on('bundle', (bundle) => {
  judge(bundle)
  if (received === expected) finish()
  quiet = quiet?.refresh() ?? setTimeout(finish, silentMs)
})
