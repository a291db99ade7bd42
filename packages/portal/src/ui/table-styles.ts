import { makeStyles, tokens } from '@fluentui/react-components';

const narrow = '@media (max-width: 640px)';

export const useTableStyles = makeStyles({
  table: {
    width: '100%',
    borderCollapse: 'collapse',
    fontSize: tokens.fontSizeBase300,
    [narrow]: { display: 'block' },
  },
  head: {
    position: 'sticky',
    top: '48px',
    zIndex: 1,
    backgroundColor: tokens.colorNeutralBackground1,
    boxShadow: `inset 0 -1px 0 ${tokens.colorNeutralStroke1}`,
    [narrow]: {
      position: 'absolute',
      width: '1px',
      height: '1px',
      overflow: 'hidden',
      clipPath: 'inset(50%)',
    },
  },
  headCell: {
    textAlign: 'start',
    fontWeight: tokens.fontWeightSemibold,
    color: tokens.colorNeutralForeground2,
    paddingBlock: '8px',
    paddingInline: '0 20px',
    ':last-child': { paddingInlineEnd: 0 },
    verticalAlign: 'bottom',
    whiteSpace: 'nowrap',
  },
  body: { [narrow]: { display: 'block' } },
  row: {
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    ':hover': { backgroundColor: tokens.colorNeutralBackground2 },
    [narrow]: { display: 'block', position: 'relative', padding: '8px 0' },
  },
  cell: {
    textAlign: 'start',
    verticalAlign: 'top',
    paddingBlock: '10px',
    paddingInline: '0 20px',
    ':last-child': { paddingInlineEnd: 0 },
    overflowWrap: 'break-word',
    [narrow]: {
      overflowWrap: 'anywhere',
      display: 'flex',
      justifyContent: 'space-between',
      columnGap: '16px',
      paddingBlock: '4px',
      paddingInline: 0,
      textAlign: 'end',
      ':empty': { display: 'none' },
      '&[data-title]:not([data-title=""])::before': {
        content: 'attr(data-title)',
        color: tokens.colorNeutralForeground3,
        fontWeight: tokens.fontWeightRegular,
        textAlign: 'start',
        flexShrink: 0,
      },
    },
  },
  lead: {
    [narrow]: {
      display: 'block',
      textAlign: 'start',
      fontWeight: tokens.fontWeightSemibold,
      '&[data-title]:not([data-title=""])::before': { content: 'none' },
    },
  },
  tick: { [narrow]: { position: 'absolute', insetInlineEnd: 0, top: 0, zIndex: 1 } },
  numeric: { textAlign: 'end', fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' },
  nowrap: { whiteSpace: 'nowrap', [narrow]: { whiteSpace: 'normal' } },
  groupRow: { [narrow]: { display: 'block' } },
  groupCell: {
    textAlign: 'start',
    padding: '16px 0 6px',
    fontWeight: tokens.fontWeightSemibold,
    borderBottom: `1px solid ${tokens.colorNeutralStroke1}`,
    [narrow]: { display: 'block' },
  },
});
