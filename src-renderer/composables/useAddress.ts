import { onScopeDispose } from 'vue'
import { onBeforeRouteLeave, useRoute, useRouter, type LocationQueryRaw } from 'vue-router'

/**
 * The query of a page's address: what is looked at, so that a reload or restart shows it again. A page writes it here only: a new address
 * would call off a way to another page that is still being loaded. Called in the setup of a page.
 */
export function useAddress() {
  const route = useRoute()
  const router = useRouter()
  const { name } = route
  let isLeaving = false
  onBeforeRouteLeave(() => void (isLeaving = true))
  onScopeDispose(router.afterEach(() => void (isLeaving = false)))

  /** Replaces the whole query; not while the page is being left. */
  function replaceQuery(query: LocationQueryRaw): void {
    if (!isLeaving && route.name === name) void router.replace({ query })
  }
  return { route, router, replaceQuery }
}
