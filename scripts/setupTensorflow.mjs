// Brings the TensorFlow backend: the library from PyPI's official wheel, the addon of @tensorflow/tfjs-node-gpu built against it.
//   npm run setup:tensorflow             for the CPU
//   npm run setup:tensorflow -- --gpu    for NVIDIA GPUs (Linux x64; CUDA comes along, only the driver must be there)
//   npm run setup:tensorflow -- --remove undoes it
// The package's own install script would fetch a TensorFlow of 2021 from a storage bucket; it never runs here (.npmrc).
// Everything lies in .cache/tensorflow, which outlives `npm ci`; node_modules gets a copy of the addon and two links.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import * as fs from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { PLATFORMS, TENSORFLOW_VERSION, WHEEL_PYTHON_VERSION } from './tensorflowWheels.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const cache = join(root, '.cache', 'tensorflow')
const modules = join(root, 'node_modules')
const addonPackage = join(modules, '@tensorflow', 'tfjs-node-gpu')
const platform = `${process.platform}-${process.arch}`
const isMac = process.platform === 'darwin'
/** The highest Node-API version for which the package asks; its loader looks in the folder of that name. */
const NODE_API_VERSION = 8
const addonFolder = join(addonPackage, 'lib', `napi-v${NODE_API_VERSION}`)
/** Lies in what this script puts into node_modules: only that is ever replaced or removed. */
const ownMark = join(addonPackage, 'lib', '.slicewright')

const say = (text) => process.stderr.write(`${text}\n`)

/** What is missing, and the one line that helps. */
class SetupError extends Error {}

function giveUp(found, remedy) {
  throw new SetupError(`setup:tensorflow: ${found}\n  → ${remedy}`)
}

function timed(what, work) {
  say(`${what} …`)
  const startedMs = Date.now()
  const result = work()
  say(`  done in ${((Date.now() - startedMs) / 1000).toFixed(1)} s`)
  return result
}

const runs = (command, args = ['--version']) => spawnSync(command, args, { stdio: 'ignore' }).status === 0

function checkPlatform(wantsGpu) {
  const supported = PLATFORMS[platform]
  if (supported === undefined)
    giveUp(
      `PyPI has no TensorFlow ${TENSORFLOW_VERSION} library for ${platform}.`,
      'Use the onnx devices: they need no set-up (`npm run -s slicewright -- doctor`).',
    )
  if (wantsGpu && supported.gpu === undefined)
    giveUp(`TensorFlow's wheels for ${platform} have no CUDA build.`, 'Run it without --gpu, or use the onnx devices.')
  if (process.platform === 'linux') {
    const glibc = process.report.getReport().header.glibcVersionRuntime
    const [major, minor] = (glibc ?? '0.0').split('.').map(Number)
    if (major < 2 || (major === 2 && minor < 27))
      giveUp(
        `TensorFlow needs glibc 2.27 or newer, this system has ${glibc ?? 'another C library'}.`,
        'Use the onnx devices: they need no set-up.',
      )
  }
  return supported
}

function checkDependencies() {
  if (!fs.existsSync(join(addonPackage, 'binding.gyp')))
    giveUp('The dependencies are not installed.', 'Run `npm ci`, then this command again.')
  if (fs.existsSync(join(addonPackage, 'lib')) && !fs.existsSync(ownMark))
    giveUp(
      `${join(addonPackage, 'lib')} holds an addon that this script did not build.`,
      'Remove that folder (and `deps` beside it) to have it replaced, or keep using it as it is.',
    )
}

/** A Python 3 of any version from 3.9 on: pip fetches, node-gyp configures. */
function findPython(wantsPip) {
  const isNew = ['-c', 'import sys; sys.exit(sys.version_info < (3, 9))']
  const python = [process.env.PYTHON, 'python3', 'python'].find((name) => name !== undefined && runs(name, isNew))
  if (python === undefined)
    giveUp(
      'Python 3.9 or newer was not found.',
      isMac ? 'Run `xcode-select --install`.' : 'Install it, for example `sudo apt install python3 python3-pip`.',
    )
  if (wantsPip && !runs(python, ['-m', 'pip', '--version']))
    giveUp(
      `${python} has no pip.`,
      `Install it, for example \`sudo apt install python3-pip\` or \`${python} -m ensurepip\`.`,
    )
  return python
}

function checkDisk(neededGigabytes) {
  const { bavail, bsize } = fs.statfsSync(cache)
  const freeGigabytes = (bavail * bsize) / 1e9
  if (freeGigabytes < neededGigabytes)
    giveUp(
      `${cache} has ${freeGigabytes.toFixed(1)} GB free, ${neededGigabytes} GB are needed.`,
      'Free some space and run this command again.',
    )
}

/** Runs `work` in a folder beside the cache's finished ones; nothing half-made is left, not even by one that was killed. */
function withWorkFolder(work) {
  const isAlive = (pid) => {
    try {
      return process.kill(pid, 0)
    } catch (error) {
      return error.code === 'EPERM'
    }
  }
  for (const name of fs.readdirSync(cache)) {
    const pid = /^\.partial-(\d+)-/.exec(name)?.[1]
    if (pid !== undefined && !isAlive(Number(pid))) fs.rmSync(join(cache, name), { recursive: true })
  }
  const folder = fs.mkdtempSync(join(cache, `.partial-${process.pid}-`))
  try {
    return work(folder)
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

/** The unpacked wheels in a folder of their own; complete or absent. */
function bringLibrary(folder, wheels, tags, variant) {
  if (fs.existsSync(folder))
    return say(`TensorFlow ${TENSORFLOW_VERSION} (${variant}) is in ${relative(root, folder)}.`)
  checkDisk(variant === 'gpu' ? 12 : 2.5)
  const python = findPython(true)
  withWorkFolder((work) => {
    const requirements = join(work, 'requirements.txt')
    const lines = wheels.map(([name, version, hash]) => `${name}==${version} --hash=sha256:${hash}`)
    fs.writeFileSync(requirements, `${lines.join('\n')}\n`)
    const target = join(work, 'wheels')
    const pip = timed(`Fetching ${wheels.map(([name, version]) => `${name} ${version}`).join(', ')} with pip`, () =>
      spawnSync(
        python,
        ['-m', 'pip', 'install', '--quiet', '--no-deps', '--no-compile', '--no-input', '--require-hashes']
          .concat(['--only-binary=:all:', '--python-version', WHEEL_PYTHON_VERSION, '--implementation', 'cp'])
          .concat(tags.flatMap((tag) => ['--platform', tag]))
          .concat(['--target', target, '--requirement', requirements]),
        {
          stdio: ['ignore', 2, 2],
          // Settings for a user's own installs that cannot go together with --target.
          env: { ...process.env, PIP_USER: '0', PIP_REQUIRE_VIRTUALENV: '0', PIP_ROOT_USER_ACTION: 'ignore' },
        },
      ),
    )
    if (pip.status !== 0)
      giveUp(
        'pip could not fetch the wheels (see above).',
        'Check the network, PyPI and pip’s settings, then run it again.',
      )
    keepLibraryOnly(target)
    fs.renameSync(target, folder)
  })
}

/** Of 1.3 GB Python package: the two libraries, the headers of the C interface and the licences, 0.9 GB. */
function keepLibraryOnly(target) {
  const tensorflow = join(target, 'tensorflow')
  const isWanted = (name) => /^(libtensorflow_(cc|framework)\..*|include|.*NOTICES.*|LICENSE.*)$/.test(name)
  for (const name of fs.readdirSync(tensorflow))
    if (!isWanted(name)) fs.rmSync(join(tensorflow, name), { recursive: true })
  const include = join(tensorflow, 'include')
  for (const name of fs.readdirSync(include))
    if (!['tensorflow', 'tsl', 'xla', 'LICENSE'].includes(name)) fs.rmSync(join(include, name), { recursive: true })
  fs.rmSync(join(target, 'bin'), { recursive: true, force: true })
  // The names under which the addon's build looks for them.
  const suffix = isMac ? '.2.dylib' : '.so.2'
  const links = isMac
    ? { 'libtensorflow.2.dylib': `libtensorflow_cc${suffix}` }
    : {
        'libtensorflow.so': `libtensorflow_cc${suffix}`,
        'libtensorflow_framework.so': `libtensorflow_framework${suffix}`,
      }
  for (const [link, file] of Object.entries(links)) fs.symlinkSync(file, join(tensorflow, link))
}

/** Node's headers: from npm's platform package, else beside the running Node. Undefined: node-gyp fetches them. */
function findNodeHeaders() {
  const folders = [join(modules, `node-${platform}`), dirname(dirname(fs.realpathSync(process.execPath)))]
  return folders.find((folder) => fs.existsSync(join(folder, 'include', 'node', 'node_api.h')))
}

/** Builds in a copy of the package's C++ sources, so that nothing but the finished addon enters node_modules. */
function buildAddon(library, addon) {
  const [compiler, remedy] = isMac
    ? ['clang++', 'Run `xcode-select --install`.']
    : [process.env.CXX ?? 'g++', 'Install them, for example `sudo apt install g++ make`.']
  if (!runs(compiler) || !runs('make'))
    giveUp(`A C++ compiler (${compiler}) and make are needed to build the addon.`, remedy)
  const python = findPython(false)
  const nodeGyp = join(modules, 'node-gyp', 'bin', 'node-gyp.js')
  if (!fs.existsSync(nodeGyp)) giveUp('node-gyp is not installed.', 'Run `npm ci` (not `--omit=dev`), then this again.')
  const headers = findNodeHeaders()
  withWorkFolder((work) => {
    for (const name of ['binding', 'binding.gyp', 'package.json'])
      fs.cpSync(join(addonPackage, name), join(work, name), { recursive: true })
    linkLibrary(library, work)
    const build = spawnSync(
      process.execPath,
      [nodeGyp, 'rebuild', '--directory', work, '--silent', '--module_name=tfjs_binding', '--module_path=addon']
        .concat([`--napi_build_version=${NODE_API_VERSION}`, `--python=${python}`])
        .concat(headers === undefined ? [] : [`--nodedir=${headers}`]),
      {
        encoding: 'utf8',
        // macOS wheels name their libraries by @rpath; Linux gets the same from the package's binding.gyp.
        env: isMac ? { ...process.env, LDFLAGS: '-Wl,-rpath,@loader_path/../../deps/lib' } : process.env,
      },
    )
    if (build.status !== 0)
      giveUp(`The addon did not build:\n${build.stdout}${build.stderr}`, 'Check the compiler: it must know C++17.')
    fs.renameSync(join(work, 'build', 'Release', 'tfjs_binding.node'), addon)
  })
}

/** The built addon is kept by what it was built from, so that `npm ci` costs a copy and not a build. */
function addonPath(library) {
  const hash = createHash('sha256')
  const sources = join(addonPackage, 'binding')
  for (const name of fs.readdirSync(sources).sort()) hash.update(name).update(fs.readFileSync(join(sources, name)))
  hash.update(fs.readFileSync(join(addonPackage, 'binding.gyp')))
  return join(library, `tfjs_binding-napi-v${NODE_API_VERSION}-${hash.digest('hex').slice(0, 12)}.node`)
}

/**
 * The folder itself is linked, not the files in it: the libraries find their neighbours (`$ORIGIN/../nvidia/…`) from where the
 * link leads. Relative links, so that a clone can be moved.
 */
function linkLibrary(library, folder) {
  const deps = join(folder, 'deps')
  fs.mkdirSync(deps, { recursive: true })
  const wheel = join(fs.realpathSync(library), 'tensorflow')
  for (const [link, target] of Object.entries({ include: join(wheel, 'include'), lib: wheel })) {
    fs.rmSync(join(deps, link), { force: true })
    fs.symlinkSync(relative(fs.realpathSync(deps), target), join(deps, link))
  }
}

function placeAddon(library, addon) {
  fs.mkdirSync(addonFolder, { recursive: true })
  fs.writeFileSync(ownMark, `Made by scripts/setupTensorflow.mjs, with ../deps; \`--remove\` takes both away.\n`)
  linkLibrary(library, addonPackage)
  const placed = join(addonFolder, 'tfjs_binding.node')
  // Renamed into place: a running process may have the old file mapped.
  fs.copyFileSync(addon, `${placed}.new`)
  fs.renameSync(`${placed}.new`, placed)
}

/** Loads it as the program does and lets it compute; in a child, because a wrong library takes the process with it. */
function verify() {
  const program = `
    const util = require('node:util')
    util.isNullOrUndefined ??= (value) => value == null
    util.isArray ??= Array.isArray
    const tf = require(${JSON.stringify(addonPackage)})
    const x = tf.ones([1, 4, 4, 4, 1]), filter = tf.ones([3, 3, 3, 1, 1])
    const [dx] = tf.grads((x, filter) => tf.conv3d(x, filter, 1, 'same').sum())([x, filter])
    const corner = dx.dataSync()[0]
    if (corner !== 8) throw new Error('conv3d gives ' + corner + ' where 8 is right')
    const { binding, isUsingGpuDevice } = tf.backend()
    process.stdout.write('TensorFlow ' + binding.TF_Version + ' computes on the ' + (isUsingGpuDevice ? 'GPU' : 'CPU') + '.')`
  const child = spawnSync(process.execPath, ['--no-deprecation', '-e', program], {
    encoding: 'utf8',
    timeout: 120_000,
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '1', TF_FORCE_GPU_ALLOW_GROWTH: 'true' },
  })
  if (child.status !== 0)
    giveUp(
      `The addon was built but does not work:\n${child.stderr}`,
      'Run it with --remove and once more; if that does not help, use onnx-cpu.',
    )
  return child.stdout
}

function remove() {
  if (fs.existsSync(ownMark))
    for (const name of ['lib', 'deps']) fs.rmSync(join(addonPackage, name), { recursive: true, force: true })
  fs.rmSync(cache, { recursive: true, force: true })
  say('Removed the TensorFlow library and the addon that this script made. The onnx devices remain.')
}

function setUp(variant) {
  const startedMs = Date.now()
  const supported = checkPlatform(variant === 'gpu')
  checkDependencies()
  fs.mkdirSync(cache, { recursive: true })
  const library = join(cache, `${TENSORFLOW_VERSION}-${variant}-${platform}`)
  bringLibrary(library, supported[variant], supported.tags, variant)
  const addon = addonPath(library)
  if (fs.existsSync(addon)) say('The addon is built.')
  else timed('Building the addon with node-gyp', () => buildAddon(library, addon))
  placeAddon(library, addon)
  say(timed('Checking that it computes', verify))
  say(`Ready after ${Math.round((Date.now() - startedMs) / 1000)} s. \`npm run -s slicewright -- doctor\` measures it.`)
}

const { values } = parseArgs({
  options: { gpu: { type: 'boolean', default: false }, remove: { type: 'boolean', default: false } },
})
try {
  if (values.remove) remove()
  else setUp(values.gpu ? 'gpu' : 'cpu')
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  say(error.message)
  process.exitCode = 1
}
