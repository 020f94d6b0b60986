import type { CaseRecord } from '../../domain/cases/caseRecord'
import type { SelectionPolicy } from '../../domain/selection/defineSelectionPolicy'
import { loadCaseImage, loadCaseLabels } from '../../io/workspace/loadCase'
import { sliceFactsFor, type SliceFacts } from '../selection/sliceFacts'

/** A vector of 32 numbers a slice: some megabytes for all volumes of a session. Volumes beyond these are described again. */
const KEPT_VOLUMES = 2000

/** What was found out of images and label maps that do not change, so that a form that is being edited stays quick. */
const known = new Map<string, Promise<SliceFacts>>()

/**
 * What a policy needs to know of the slices of an imported case. Each image and label map is read once.
 * @throws SlicewrightError as `loadCaseImage` and `loadCaseLabels`
 */
export function caseSliceFacts({
  record,
  policy,
}: {
  record: CaseRecord
  policy: SelectionPolicy
}): Promise<SliceFacts> {
  const { image, label, sliceAxis } = record
  const key = JSON.stringify([sliceAxis, image.sha256, image.channel, label?.sourceSha256, label?.path])
  const kept = known.get(key)
  if (kept !== undefined) return kept
  const facts = sliceFactsFor({
    policy,
    axis: sliceAxis,
    loadImage: () => loadCaseImage({ record }),
    loadLabels: label === null ? null : () => loadCaseLabels({ record }),
  })
  const [oldest] = known.keys()
  if (known.size >= KEPT_VOLUMES && oldest !== undefined) known.delete(oldest)
  known.set(key, facts)
  facts.catch(() => known.delete(key))
  return facts
}
