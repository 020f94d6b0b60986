import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

const TORCH_VERSION = '2.15.0'

/** PyTorch's own index has a build without CUDA, a tenth in size; PyPI's computes the same on the CPU. */
const SOURCES = [['--index-url', 'https://download.pytorch.org/whl/cpu', '--retries', '0', '--timeout', '10'], []]

/**
 * A Python environment with PyTorch, outside the tree and kept for the next time; made if it is not there.
 *
 * @returns the path of its python
 * @throws Error if neither source can be reached or python3 is missing
 */
export function pytorchEnvironment(say: (text: string) => void): string {
  const cache = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache')
  const folder = join(cache, 'slicewright', `bench-pytorch-${TORCH_VERSION}`)
  const python = join(folder, 'bin', 'python')
  const ready = join(folder, '.complete')
  if (existsSync(ready)) return python
  say(`Installing PyTorch ${TORCH_VERSION} into ${folder} (once) …`)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  run('python3', ['-m', 'venv', folder])
  for (const source of SOURCES) {
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check']
    if (!run(python, [...pip, ...source, `torch==${TORCH_VERSION}`], { mayFail: source !== SOURCES.at(-1) })) continue
    run(python, [...pip, 'numpy'])
    run(python, ['-c', 'import torch'])
    mkdirSync(`${ready}.partial`)
    renameSync(`${ready}.partial`, ready)
    return python
  }
  throw new Error('PyTorch could not be installed.')
}

function run(command: string, args: readonly string[], { mayFail = false } = {}): boolean {
  const { status } = spawnSync(command, args, { stdio: ['ignore', 2, mayFail ? 'ignore' : 2] })
  if (status !== 0 && !mayFail) throw new Error(`${command} ${args.join(' ')} failed.`)
  return status === 0
}
