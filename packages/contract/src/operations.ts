import { listActivity } from './activity.ts';
import { cancelPurchases, previewCancellation } from './cancellations.ts';
import { checkoutCart, createCart, getCart, getCurrentCart, updateCart } from './carts.ts';
import { getProduct, listProducts } from './catalog.ts';
import { getClock, moveClock } from './clock.ts';
import { getCustomer, listCustomers } from './customers.ts';
import type { Operation } from './operation.ts';
import { exportPriceSheet, importKeys, importPriceSheet, listPriceSheets, putArtifact } from './operator.ts';
import { getOrder, listCustomerOrders, listOrders } from './orders.ts';
import {
  applyPolicyPreset,
  createPolicy,
  createReviewRule,
  endReviewRule,
  getLinePolicy,
  getPolicy,
  listPolicies,
  listReviewRules,
} from './policies.ts';
import { createSandbox, deleteSandbox, listSandboxes } from './sandboxes.ts';
import {
  confirmCode,
  getInstallation,
  getSession,
  listSessions,
  revokeSession,
  signIn,
  signOut,
} from './session.ts';
import {
  createDownloadLink,
  createMyDownloadLink,
  getKeys,
  getMyKeys,
  listDownloadLinks,
  listMySoftware,
  listSoftware,
  revokeDownloadLink,
  startDownload,
  startMyDownload,
} from './software.ts';
import {
  assignBankLine,
  exportStatement,
  getBalance,
  getBankImport,
  getPartnerCredit,
  getStatement,
  importBankStatement,
  listBankImports,
  listCustomerBalances,
  listPayments,
  recordPayment,
  setCreditLimit,
} from './payments.ts';

/** Every operation of the Kontor API: routes, OpenAPI, client table and the access tests walk this one list. */
export const operations = {
  getInstallation,
  signIn,
  confirmCode,
  getSession,
  signOut,
  listSessions,
  revokeSession,
  listCustomers,
  getCustomer,
  listProducts,
  getProduct,
  createCart,
  getCurrentCart,
  getCart,
  updateCart,
  checkoutCart,
  listOrders,
  listCustomerOrders,
  getOrder,
  listSoftware,
  getKeys,
  startDownload,
  createDownloadLink,
  listDownloadLinks,
  revokeDownloadLink,
  listMySoftware,
  getMyKeys,
  startMyDownload,
  createMyDownloadLink,
  previewCancellation,
  cancelPurchases,
  listActivity,
  getClock,
  moveClock,
  createSandbox,
  listSandboxes,
  deleteSandbox,
  importPriceSheet,
  listPriceSheets,
  exportPriceSheet,
  importKeys,
  putArtifact,
  createPolicy,
  listPolicies,
  applyPolicyPreset,
  getPolicy,
  getLinePolicy,
  createReviewRule,
  listReviewRules,
  endReviewRule,
  recordPayment,
  listPayments,
  importBankStatement,
  listBankImports,
  getBankImport,
  assignBankLine,
  setCreditLimit,
  getPartnerCredit,
  getBalance,
  listCustomerBalances,
  getStatement,
  exportStatement,
} as const satisfies Record<string, Operation>;

export type Operations = typeof operations;
export type OperationName = keyof Operations;
