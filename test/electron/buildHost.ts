import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Builds the host for a real Electron. The engine is the normal build's: it runs on Node 24 in either case.
 * @returns the folder to start Electron with
 */
export function buildHost(options: { root: string; isOld: boolean }): string {
  const { root, isOld } = options
  const folder = join(root, isOld ? 'out-old' : 'out-electron-test')
  const config = join(root, 'test', 'electron', 'hostBuild.config.ts')
  const built = spawnSync(
    process.execPath,
    [join(root, 'node_modules/electron-vite/bin/electron-vite.js'), 'build', '--logLevel', 'warn', '--config', config],
    {
      cwd: root,
      stdio: ['ignore', 2, 2],
      env: { ...process.env, HOST_BUILD: isOld ? 'old' : 'new', ...(isOld ? { ELECTRON_MAJOR_VER: '9' } : {}) },
    },
  )
  if (built.status !== 0) throw new Error('The host could not be built for this Electron (see above).')
  writeFileSync(
    join(folder, 'package.json'),
    `${JSON.stringify({ name: 'slicewright', main: `main/electron.${isOld ? 'cjs' : 'mjs'}` })}\n`,
  )
  writeFileSync(join(folder, 'main', 'engine.js'), "import('../../out/main/engine.js')\n")
  return folder
}
