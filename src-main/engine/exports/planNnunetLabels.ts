import { IGNORE_LABEL, MAX_CLASS_LABEL } from '../../domain/labels/LabelMap'

export interface NnunetLabels {
  /** Label inside (0–255) → label in the export; a label that does not occur stays itself. */
  readonly exportedByLabel: Uint8Array
  /** `labels` of dataset.json: background 0, the classes 1, 2, 3 …, `ignore` the highest. */
  readonly labels: Readonly<Record<string, number>>
  readonly ignoreLabel: number | null
}

/**
 * nnU-Net wants consecutive labels, and the ignore label to be the highest (nnU-Net, documentation/ignore_label.md).
 * @param classes class labels that occur or have a name, in any order
 * @param isSparse whether any voxel is not annotated
 */
export function planNnunetLabels({
  classes,
  classNames,
  isSparse,
}: {
  classes: readonly number[]
  classNames: Readonly<Record<string, string>>
  isSparse: boolean
}): NnunetLabels {
  const named = Object.keys(classNames).map(Number)
  const known = [...new Set([...classes, ...named])]
    .filter((label) => label >= 1 && label <= MAX_CLASS_LABEL)
    .sort((a, b) => a - b)
  const exportedByLabel = Uint8Array.from({ length: 256 }, (_, label) => label)
  const labels: Record<string, number> = { background: 0 }
  known.forEach((label, index) => {
    const name = classNames[String(label)] ?? `class_${label}`
    labels[name in labels || name === 'ignore' ? `${name}_${label}` : name] = index + 1
    exportedByLabel[label] = index + 1
  })
  if (!isSparse) return { exportedByLabel, labels, ignoreLabel: null }
  const ignoreLabel = known.length + 1
  labels['ignore'] = ignoreLabel
  exportedByLabel[IGNORE_LABEL] = ignoreLabel
  return { exportedByLabel, labels, ignoreLabel }
}
