import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { availableParallelism, cpus, homedir, hostname } from 'node:os'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { deviceReportSchema, type DeviceReport } from '../../domain/devices/deviceReport'
import { findTensorflowAddon } from '../backends/tensorflow/addon'

const KEPT_MS = 30 * 24 * 3600 * 1000

/**
 * Reports of earlier probes. A command that needs a device must not spend seconds on proving what was proven, and must choose
 * the same device each time; so reports are kept until something on which they depend changes. `doctor` always probes afresh.
 */
export function readReports(key: string): DeviceReport[] | null {
  try {
    return z.array(deviceReportSchema).parse(JSON.parse(readFileSync(cachePath(key), 'utf8')))
  } catch {
    // Not there, or not ours to understand: probe again.
    return null
  }
}

/** A cache that cannot be written costs time, nothing else. */
export function writeReports(key: string, reports: readonly DeviceReport[]): void {
  const path = cachePath(key)
  const partial = `${path}.${process.pid}`
  try {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(partial, JSON.stringify(reports, null, 2))
    renameSync(partial, path)
    removeOldReports(dirname(path))
  } catch {
    rmSync(partial, { force: true })
  }
}

/** Reports of builds and machines that are no more. */
function removeOldReports(folder: string): void {
  for (const name of readdirSync(folder).filter((name) => name.startsWith('devices-'))) {
    const path = join(folder, name)
    if (Date.now() - statSync(path).mtimeMs > KEPT_MS) rmSync(path, { force: true })
  }
}

/** Changes with everything that may change a report: machine, driver, Node, libraries, the program itself. */
export function reportKey(probeScript: string): string {
  const facts = {
    machine: [hostname(), process.platform, process.arch, cpus()[0]?.model, availableParallelism()],
    node: process.version,
    driver: readOrNull('/proc/driver/nvidia/version'),
    visibleGpus: process.env['CUDA_VISIBLE_DEVICES'] ?? null,
    onnxruntime: readOrNull(createRequire(import.meta.url).resolve('onnxruntime-node/package.json')),
    tensorflow: stampOf(findTensorflowAddon()?.addonPath ?? null),
    program: stampOf(probeScript),
  }
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 16)
}

function cachePath(key: string): string {
  return join(cacheFolder(), `devices-${key}.json`)
}

/** Where this system keeps what programs can make again. */
function cacheFolder(): string {
  // Empty means not set, as the XDG specification says.
  const cacheHome = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache')
  const localData = process.env['LOCALAPPDATA'] || join(homedir(), 'AppData', 'Local')
  if (process.platform === 'win32') return join(localData, 'slicewright')
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'slicewright')
  return join(cacheHome, 'slicewright')
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

function stampOf(path: string | null): string | null {
  if (path === null) return null
  const { mtimeMs, size } = statSync(path)
  return `${path} ${mtimeMs} ${size}`
}
