/** Colours, type and component defaults. Every pair of text and background here meets WCAG 2.2 AA. */
import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

const brand: MantineColorsTuple = [
  '#ecf8f4',
  '#d6efe7',
  '#aedfcf',
  '#82ccb4',
  '#5cba9d',
  '#3aa587',
  '#1f8f72',
  '#0f7a63',
  '#0b6552',
  '#074c3e',
];

const gray: MantineColorsTuple = [
  '#f6f8f8',
  '#eef1f1',
  '#e1e6e7',
  '#d2d9da',
  '#b7c1c3',
  '#97a3a6',
  '#738186',
  '#536165',
  '#374347',
  '#1c272a',
];

const dark: MantineColorsTuple = [
  '#d5dbde',
  '#b3bdc3',
  '#8b98a0',
  '#626f78',
  '#3c4850',
  '#2e383f',
  '#222b31',
  '#171e23',
  '#11171b',
  '#0b0f12',
];

/** Mantine's own red and yellow are too light for text. */
const red: MantineColorsTuple = [
  '#fff1f0',
  '#ffe1de',
  '#ffc5c0',
  '#fda29b',
  '#f77f77',
  '#eb5f57',
  '#dc453e',
  '#c92a2a',
  '#a82020',
  '#7d1717',
];

const yellow: MantineColorsTuple = [
  '#fff8e6',
  '#ffefc4',
  '#ffe09a',
  '#fcce6a',
  '#f4b83e',
  '#dd9a1c',
  '#b97a0c',
  '#8f5b05',
  '#754a04',
  '#5c3a03',
];

export const theme = createTheme({
  colors: { brand, gray, dark, red, yellow },
  primaryColor: 'brand',
  primaryShade: { light: 7, dark: 8 },
  fontFamily: "'Inter Variable', system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif",
  fontFamilyMonospace: "ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace",
  headings: {
    fontWeight: '620',
    sizes: {
      h1: { fontSize: '1.5rem', lineHeight: '1.3' },
      h2: { fontSize: '1.0625rem', lineHeight: '1.4' },
      h3: { fontSize: '0.9375rem', lineHeight: '1.4' },
    },
  },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Anchor: { defaultProps: { underline: 'hover' } },
    Avatar: { defaultProps: { variant: 'filled' } },
    Badge: { defaultProps: { variant: 'light', radius: 'sm', tt: 'none', fw: 550 } },
    Button: { defaultProps: { fw: 550 } },
    Drawer: { defaultProps: { attributes: { header: { role: 'none' } } } },
    Modal: {
      defaultProps: {
        centered: true,
        closeButtonProps: { 'aria-label': 'Close' },
        styles: { title: { fontWeight: 620 } },
        // A `header` outside any section would be a second banner of the page.
        attributes: { header: { role: 'none' } },
      },
    },
    Skeleton: { defaultProps: { radius: 'sm' } },
    Tooltip: { defaultProps: { openDelay: 400 } },
  },
});

export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': gray[7],
    '--mantine-color-text': gray[9],
    '--mantine-color-placeholder': gray[6],
    '--mantine-color-default-border': gray[3],
    '--mantine-color-error': red[7],
    '--page-sidebar': gray[0],
    '--page-line': gray[2],
    '--page-hover': gray[0],
  },
  dark: {
    '--mantine-color-dimmed': dark[1],
    '--mantine-color-text': dark[0],
    '--mantine-color-placeholder': dark[2],
    '--mantine-color-default-border': dark[4],
    '--mantine-color-anchor': brand[3],
    '--mantine-color-error': red[3],
    '--page-sidebar': dark[8],
    '--page-line': dark[5],
    '--page-hover': dark[6],
  },
});
