import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app';
import { applyTheme } from './ui/theme';
import './styles.css';

applyTheme();

createRoot(document.getElementById('page')!).render(
    <StrictMode>
        <App />
    </StrictMode>,
);
