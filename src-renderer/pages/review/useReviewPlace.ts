import { onScopeDispose, ref, shallowRef, watch } from 'vue'
import { useAddress } from '../../composables/useAddress'
import { REVIEW_ORDERS, type ReviewOrder } from './reviewOrder'

// Chromium refuses to change the address more often than about 20 times a second.
const SETTLE_MS = 250

/** Where the review stands: plan, case, slice, order, comparison, confidence. Kept in the address, so that a reload or restart shows it again. */
export function useReviewPlace() {
  const { route, replaceQuery } = useAddress()
  const planId = shallowRef(textOf(route.query.plan))
  const caseId = shallowRef(textOf(route.query.case))
  const sliceIndex = shallowRef(indexOf(route.query.slice))
  const order = ref<ReviewOrder>(REVIEW_ORDERS.find((each) => each === route.query.order) ?? 'slice')
  const isComparing = ref(route.query.compare === 'yes')
  const isConfidenceShown = ref(route.query.confidence === 'yes')

  let timer: ReturnType<typeof setTimeout> | undefined
  function write(): void {
    replaceQuery({
      ...(planId.value === null ? {} : { plan: planId.value }),
      ...(caseId.value === null ? {} : { case: caseId.value }),
      slice: String(sliceIndex.value + 1),
      ...(order.value === 'slice' ? {} : { order: order.value }),
      ...(isComparing.value ? { compare: 'yes' } : {}),
      ...(isConfidenceShown.value ? { confidence: 'yes' } : {}),
    })
  }
  watch([planId, caseId, sliceIndex, order, isComparing, isConfidenceShown], () => {
    clearTimeout(timer)
    timer = setTimeout(write, SETTLE_MS)
  })
  onScopeDispose(() => clearTimeout(timer))
  return { planId, caseId, sliceIndex, order, isComparing, isConfidenceShown }
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

/** The address counts slices from 1, as the screen does. */
function indexOf(value: unknown): number {
  const number = Number(textOf(value) ?? '1')
  return Number.isInteger(number) && number >= 1 ? number - 1 : 0
}
