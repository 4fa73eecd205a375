// The events of htmx and of the administration that our scripts listen to.

interface FailedRequest {
  elt: HTMLElement;
  pathInfo: { finalRequestPath: string };
}

interface HTMLElementEventMap {
  "htmx:configRequest": CustomEvent<{ formData: FormData; target?: Element }>;
  "htmx:afterSettle": CustomEvent<{ target: HTMLElement }>;
  "htmx:beforeRequest": CustomEvent<{ elt: HTMLElement }>;
  "htmx:beforeSwap": CustomEvent<{
    pathInfo: { requestPath: string };
    requestConfig: { elt: HTMLElement };
    shouldSwap: boolean;
    xhr: XMLHttpRequest;
  }>;
  "htmx:sendError": CustomEvent<FailedRequest>;
  "htmx:responseError": CustomEvent<FailedRequest>;
  "htmx:timeout": CustomEvent<FailedRequest>;
}
