// `npm run package`: an installable Slicewright for this platform, by electron-builder, into dist/. It needs Electron's program
// (node_modules/electron/dist, or ELECTRON_OVERRIDE_DIST_PATH) and says so where it is missing.
//   node scripts/package.mjs [electron-builder's options, for example --dir]
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const override = process.env.ELECTRON_OVERRIDE_DIST_PATH
const folder = override ?? join(root, 'node_modules', 'electron', 'dist')
if (!existsSync(join(folder, 'version'))) {
  process.stderr.write(
    `Electron's program is not in ${folder}: run "node node_modules/electron/install.js" where GitHub can be reached, or set ELECTRON_OVERRIDE_DIST_PATH to an unpacked Electron 45.\n`,
  )
  process.exit(1)
}
const built = spawnSync(
  process.execPath,
  [
    join(root, 'node_modules', 'electron-builder', 'cli.js'),
    '--config',
    join(root, 'electron-builder.yml'),
    '--publish',
    'never',
    `--config.electronDist=${folder}`,
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: 'inherit' },
)
process.exit(built.status ?? 1)
