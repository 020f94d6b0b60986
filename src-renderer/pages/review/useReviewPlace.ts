import { onScopeDispose, ref, shallowRef, watch } from 'vue'
import { onBeforeRouteLeave, useRoute, useRouter } from 'vue-router'
import { REVIEW_ORDERS, type ReviewOrder } from './reviewOrder'

// Chromium refuses to change the address more often than about 20 times a second.
const SETTLE_MS = 250

/** Where the review stands: plan, case, slice, order, comparison. Kept in the address, so that a reload or restart shows it again. */
export function useReviewPlace() {
  const route = useRoute()
  const router = useRouter()
  const planId = shallowRef(textOf(route.query.plan))
  const caseId = shallowRef(textOf(route.query.case))
  const sliceIndex = shallowRef(indexOf(route.query.slice))
  const order = ref<ReviewOrder>(REVIEW_ORDERS.find((each) => each === route.query.order) ?? 'slice')
  const isComparing = ref(route.query.compare === 'yes')

  // A new address would call off a way to another page that is still being loaded.
  let isLeaving = false
  onBeforeRouteLeave(() => void (isLeaving = true))
  const stopListening = router.afterEach(() => void (isLeaving = false))

  let timer: ReturnType<typeof setTimeout> | undefined
  function write(): void {
    const query = {
      ...(planId.value === null ? {} : { plan: planId.value }),
      ...(caseId.value === null ? {} : { case: caseId.value }),
      slice: String(sliceIndex.value + 1),
      ...(order.value === 'slice' ? {} : { order: order.value }),
      ...(isComparing.value ? { compare: 'yes' } : {}),
    }
    if (!isLeaving && route.name === 'review') void router.replace({ name: 'review', query })
  }
  watch([planId, caseId, sliceIndex, order, isComparing], () => {
    clearTimeout(timer)
    timer = setTimeout(write, SETTLE_MS)
  })
  onScopeDispose(() => {
    clearTimeout(timer)
    stopListening()
  })
  return { planId, caseId, sliceIndex, order, isComparing }
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

/** The address counts slices from 1, as the screen does. */
function indexOf(value: unknown): number {
  const number = Number(textOf(value) ?? '1')
  return Number.isInteger(number) && number >= 1 ? number - 1 : 0
}
