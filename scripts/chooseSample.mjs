// Chose the cases of resources/sample, and would choose the same again: the sorted file names of the images are shuffled with
// seed 4 (the task's number) and the first 24 taken, the first 15 of them for training, the next 3 for validation, the
// last 6 for testing. Files are copied as they are. It writes split.json; the words beside it are written by hand.
//   node scripts/chooseSample.mjs FOLDER_WITH_images_AND_labels resources/sample
import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SeededRandom } from '../src-main/domain/random/SeededRandom.ts'

const [source, target] = process.argv.slice(2)
const names = readdirSync(join(source, 'images'))
  .filter((name) => /^hippocampus_\d+\.nii\.gz$/.test(name))
  .sort()
const chosen = new SeededRandom(4).shuffled(names).slice(0, 24)
for (const folder of ['images', 'labels']) {
  mkdirSync(join(target, folder), { recursive: true })
  for (const name of chosen) copyFileSync(join(source, folder, name), join(target, folder, name))
}
const idsOf = (part) => part.map((name) => name.replace('.nii.gz', '')).sort()
const split = {
  train: idsOf(chosen.slice(0, 15)),
  validation: idsOf(chosen.slice(15, 18)),
  test: idsOf(chosen.slice(18)),
}
writeFileSync(join(target, 'split.json'), `${JSON.stringify(split, null, 2)}\n`)
