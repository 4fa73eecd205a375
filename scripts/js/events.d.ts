// The events of htmx and of the administration that our scripts listen to.

interface HTMLElementEventMap {
  "htmx:configRequest": CustomEvent<{ formData: FormData }>;
  "htmx:afterSettle": CustomEvent<{ target: HTMLElement }>;
  "htmx:sendError": CustomEvent<{ pathInfo: { finalRequestPath: string } }>;
  "htmx:responseError": CustomEvent<{ pathInfo: { finalRequestPath: string } }>;
}
