export function ShareSection() { return <p class="empty">…</p>; }
