#pragma once

#include <string_view>

/// The closed lists of literals that several shapes share.
namespace guichet::rest {

inline constexpr std::string_view strong_authentications[] = {
    "AUTO",     "NO_PREFERENCE",       "ENABLED",           "DISABLED",
    "NO_CHALLENGE_REQUESTED", "CHALLENGE_REQUESTED", "CHALLENGE_MANDATE"};

inline constexpr std::string_view payment_cinematics[] = {"IMMEDIATE_CAPTURE", "DELAYED_CAPTURE"};

/// Card brands (spec/payment-methods.md 2, spec/hosted-payment-page.md 12.7).
inline constexpr std::string_view card_brands[] = {
    "CB",         "VISA",       "VISA_DEBIT",     "VISA_ELECTRON", "VPAY",
    "MASTERCARD", "MAESTRO",    "MASTERCARD_DEBIT", "E-CARTEBLEUE", "AMEX",
    "DINERS",     "DISCOVER",   "JCB",            "UNION_PAY",     "BANCONTACT",
    "ELO",        "HIPER",      "HIPERCARD",      "SOROCRED",      "CABAL",
    "NARANJA",    "CARNET",     "MC_CORDOBESA",   "PRV_BDP",       "PRV_BDT",
    "PRV_OPT",    "PRV_SMART_CARD", "PRV_SOC",    "CONECS",        "APETIZ",
    "CHQ_DEJ",    "SODEXO",     "EDENRED",        "EDENRED_CC",    "EDENRED_EC",
    "EDENRED_SC", "EDENRED_TC", "EDENRED_TR"};

/// What `paymentMethods` may name: CARDS, a card brand or another method (the same sources).
inline constexpr std::string_view payment_methods[] = {
    "CARDS",
    "CB", "VISA", "VISA_DEBIT", "VISA_ELECTRON", "VPAY", "MASTERCARD", "MAESTRO",
    "MASTERCARD_DEBIT", "E-CARTEBLEUE", "AMEX", "DINERS", "DISCOVER", "JCB", "UNION_PAY",
    "BANCONTACT", "ELO", "HIPER", "HIPERCARD", "SOROCRED", "CABAL", "NARANJA", "CARNET",
    "MC_CORDOBESA", "PRV_BDP", "PRV_BDT", "PRV_OPT", "PRV_SMART_CARD", "PRV_SOC",
    "POSTFINANCE", "POSTFINANCE_EFIN",
    "APPLE_PAY", "GOOGLEPAY", "SAMSUNG_PAY", "PAYPAL", "PAYPAL_SB", "PAYPAL_BNPL",
    "PAYPAL_BNPL_SB", "ALIPAY", "WECHAT", "WECHAT_PAY", "WERO", "BIZUM", "S-MONEY",
    "SDD", "SEPA", "SCT", "IP_WIRE", "IP_WIRE_INST", "IDEAL", "GIROPAY", "SOFORT_BANKING",
    "MULTIBANCO", "MYBANK", "PRZELEWY24", "PAYDIREKT", "PAYCONIQ", "UPI",
    "ONEY_3X_4X", "ONEY_10X_12X", "ONEY_PAYLATER", "ONEY_ENSEIGNE", "FULLCB3X", "FULLCB4X",
    "FRANFINANCE_3X", "FRANFINANCE_4X", "ALMA", "ALMA_2X", "ALMA_3X", "ALMA_4X", "ALMA_10X",
    "ALMA_12X", "COFIDIS_3X_FR", "COFIDIS_4X_FR", "COFIDIS_3X_BE", "COFIDIS_4X_ES",
    "COFIDIS_DFPAY_FR", "COFIDIS_PAY_FR", "COFIDIS_LOAN_FR", "COFIDIS_LOAN_BE",
    "COFIDIS_LOAN_CB", "COFIDIS_LOAN_ES", "COFIDIS_LOAN_IT", "FLOA_3X", "FLOA_4X", "FLOA_10X",
    "FLOA_PAYLATER", "KLARNA", "AURORE-MULTI", "LECLERC",
    "CONECS", "APETIZ", "CHQ_DEJ", "SODEXO", "EDENRED", "EDENRED_TR", "EDENRED_EC",
    "EDENRED_TC", "EDENRED_SC", "EDENRED_CC", "CVCO", "KADEOS_CULTURE", "KADEOS_GIFT",
    "ILLICADO", "CA_DO_CARTE",
    "BUT", "CONFORAMA", "CORA", "CORA_BLANCHE", "CORA_PREM", "CORA_VISA", "AUCHAN", "BOULANGER",
    "ALINEA", "LEROY-MERLIN", "NORAUTO", "PICWIC", "VILLAVERDE", "ACCORD_STORE"};

}  // namespace guichet::rest
