/** After a move to another page the focus goes to its heading, so that the keyboard and screen readers follow. */
import { useEffect, useRef } from 'react';
import { useLocation } from 'react-router';

export function useNavigationFocus(mainId: string): void {
  const { pathname } = useLocation();
  const shown = useRef(pathname);

  useEffect(() => {
    if (shown.current === pathname) return;
    shown.current = pathname;
    const main = document.getElementById(mainId);
    const heading = main?.querySelector<HTMLElement>('h1');
    if (heading) heading.tabIndex = -1;
    (heading ?? main)?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, [pathname, mainId]);
}
