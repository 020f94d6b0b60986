import { computed, shallowRef, watch, type Ref } from 'vue'
import type { ReviewSlice } from '../../../src-main/contract/review'
import { knownMeasures, type StripMeasure } from '../../components/stripMeasures'

/** What the bars of the strip show: comparing asks for the comparison; otherwise what was chosen, where this case has it. */
export function useReviewMeasure({
  slices,
  isComparing,
}: {
  readonly slices: Ref<readonly ReviewSlice[]>
  readonly isComparing: Ref<boolean>
}) {
  const measures = computed(() => knownMeasures(slices.value))
  const chosen = shallowRef<StripMeasure | null>(null)
  const measure = computed({
    get: () => measures.value.find((each) => each === chosen.value) ?? (isComparing.value ? 'iou' : 'likely-error'),
    set: (next) => (chosen.value = next),
  })
  watch(isComparing, () => (chosen.value = null))
  return { measures, measure }
}
