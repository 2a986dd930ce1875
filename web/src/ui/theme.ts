import { useSyncExternalStore } from 'react';

export type Theme = 'system' | 'light' | 'dark';

const KEY = 'chatledger.theme';
const listeners = new Set<() => void>();

function stored(): Theme {
    const value = localStorage.getItem(KEY);
    return value === 'light' || value === 'dark' ? value : 'system';
}

export function applyTheme(): void {
    const theme = stored();
    if (theme === 'system') {
        delete document.documentElement.dataset.theme;
    } else {
        document.documentElement.dataset.theme = theme;
    }
}

export function setTheme(theme: Theme): void {
    if (theme === 'system') {
        localStorage.removeItem(KEY);
    } else {
        localStorage.setItem(KEY, theme);
    }
    applyTheme();
    listeners.forEach((listener) => listener());
}

export function useTheme(): Theme {
    return useSyncExternalStore((listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
    }, stored);
}
