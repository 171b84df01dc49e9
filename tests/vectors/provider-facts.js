// What the five providers' pages say, written by hand: not taken from `providers/*.json`, which the
// vectors check.

const family = (prefix, names) => names.split(" ").map((name) => `${prefix}.${name}`);

/** The event types of each provider, in the order of its page. */
export const TYPES = {
  connect: [
    "WEBHOOK_CREATED",
    "WEBHOOK_UPDATED",
    "CUSTOMER_CREATED",
    "DEPOSIT_TRANSACTION_INITIALIZED",
    "DEPOSIT_TRANSACTION_FAILED",
    "DEPOSIT_TRANSACTION_SUCCEEDED",
    "WITHDRAW_TRANSACTION_INITIALIZED",
    "WITHDRAW_TRANSACTION_FAILED",
    "WITHDRAW_TRANSACTION_SUCCEEDED",
    "INTERNAL_TRANSACTION_INITIALIZED",
    "VIRTUAL_INTERNAL_TRANSACTION_SUCCEEDED",
    "VIRTUAL_ACCOUNT_CREATED",
    "ASSET_TRADE_SUCCESSFUL",
    "ASSET_TRADE_FAIL",
    "LTV_LIQUIDATED",
    "LTV_LIQUIDATION_WARNING",
    "LTV_URGENT_COLLATERAL_NEEDED",
    "LTV_COLLATERAL_NEEDED",
    "LTV_PURCHASE_RESTRICTED",
    "LTV_THRESHOLD_WARNING",
  ],
  conduit: [
    ...family("counterparty", "active compliance_rejected deleted in_compliance_review"),
    ...family(
      "customer",
      "active in_compliance_review compliance_rejected created kyb_in_progress kyb_expired " +
        "kyb_missing_information account_onboarding_pending",
    ),
    ...family(
      "transaction",
      "initializing created compliance_approved compliance_rejected completed awaiting_funds " +
        "funds_received cancelled in_compliance_review awaiting_compliance_review " +
        "processing_withdrawal withdrawal_processed processing_settlement settlement_processed " +
        "processing_payment payment_processed",
    ),
  ],
  spritz: [
    ...family("account", "created updated deleted"),
    ...family("payment", "created updated completed refunded"),
    "verification.status.updated",
    "capabilities.updated",
  ],
  cryptofuse: [
    ...family("payment", "created processing completed failed expired"),
    ...family("withdrawal", "created approved processing completed failed cancelled"),
    ...family("wallet", "created balance_changed"),
    ...family("security", "login_attempt settings_changed"),
  ],
  devdraft: family("payment", "completed failed pending refunded"),
};

/** What a subscription may list besides types. */
export const SELECTORS = {
  connect: [],
  conduit: [],
  spritz: ["*"],
  cryptofuse: [
    "payment.all",
    "withdrawal.status_changed",
    "withdrawal.all",
    "wallet.all",
    "security.all",
  ],
  devdraft: [],
};

export const PROVIDERS = Object.keys(TYPES);

/** What a body calls the list of events; Devdraft's webhooks have none, and get every event. */
export const EVENTS_FIELD = {
  connect: "subscribedEventTypes",
  conduit: "events",
  spritz: "events",
  cryptofuse: "event_types",
};

const URL = "https://a.example/";

/** A body of `create` with every field but those that few use. */
export const BODIES = {
  connect: { name: "Ledger", url: URL, subscribedEventTypes: ["CUSTOMER_CREATED"], active: false },
  conduit: { url: URL, events: ["customer.active"], status: "disabled" },
  spritz: { url: URL, events: ["payment.completed"] },
  cryptofuse: { url: URL, event_types: ["payment.completed"], description: "Main" },
  devdraft: { name: "Ledger", url: URL, isActive: false, encrypted: true },
};

/** A client's id of Conduit's own page. */
export const CLIENT = "client_2ofTA13AD0xBtbEvBl20aEb1hEu";
