export function WhySection() { return <p class="empty">…</p>; }
