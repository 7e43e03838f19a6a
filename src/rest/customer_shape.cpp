#include "rest/customer_shape.hpp"

#include "base/money.hpp"

namespace guichet::rest {
namespace {

using contract::Field;
using contract::Kind;

constexpr std::string_view categories[] = {"PRIVATE", "COMPANY"};

constexpr Field billing_details[] = {
    {.name = "title", .max = 63, .code = "INT_017", .meaning = "Form of address: Mr, Ms …"},
    {.name = "category", .kind = Kind::choice, .code = "INT_092", .literals = categories,
     .meaning = "Private person or company"},
    {.name = "firstName", .max = 63, .code = "INT_104", .meaning = "First name"},
    {.name = "lastName", .max = 63, .code = "INT_105", .meaning = "Last name"},
    {.name = "phoneNumber", .max = 32, .code = "INT_023", .meaning = "Telephone number"},
    {.name = "cellPhoneNumber", .max = 32, .code = "INT_023",
     .words = "billing cell phone number", .meaning = "Mobile telephone number"},
    {.name = "streetNumber", .max = 64, .code = "INT_112", .meaning = "House number"},
    {.name = "address", .max = 255, .code = "INT_019", .meaning = "Street"},
    {.name = "address2", .max = 255, .code = "INT_019", .words = "billing address2",
     .meaning = "Second line of the address; not echoed in answers"},
    {.name = "district", .max = 128, .code = "INT_113", .meaning = "District"},
    {.name = "zipCode", .max = 64, .code = "INT_020", .meaning = "Postal code"},
    {.name = "city", .max = 128, .code = "INT_021", .meaning = "City"},
    {.name = "state", .max = 127, .code = "INT_088", .meaning = "State or region"},
    {.name = "country", .kind = Kind::country, .code = "INT_022",
     .meaning = "Country, ISO 3166-1 alpha-2"},
    {.name = "language", .kind = Kind::language, .code = "INT_012",
     .meaning = "Language of the form's errors and of e-mails, in either case"},
    {.name = "identityCode", .max = 150, .code = "INT_124", .meaning = "National identity number",
     .identifier = true},
    {.name = "identityType", .max = 128, .code = "INT_806",
     .meaning = "Kind of the national identity number"},
    {.name = "legalName", .max = 100, .code = "INT_121", .meaning = "Company name"},
};

constexpr std::string_view shipping_methods[] = {
    "RECLAIM_IN_SHOP",  "RELAY_POINT",        "RECLAIM_IN_STATION", "PACKAGE_DELIVERY_COMPANY",
    "ETICKET",          "DIGITAL_GOOD",       "CARD_ADDRESS",       "VERIFIED_ADDRESS",
    "NOT_VERIFIED_ADDRESS", "SHIP_TO_STORE",  "ETRAVEL_OR_ETICKET", "TRAVEL_OR_EVENT",
    "PICKUP_POINT",     "AUTOMATED_PICKUP_POINT", "OTHER"};
constexpr std::string_view shipping_speeds[] = {"STANDARD", "EXPRESS", "PRIORITY"};

constexpr Field shipping_details[] = {
    {.name = "category", .kind = Kind::choice, .code = "INT_093", .literals = categories,
     .meaning = "Private person or company"},
    {.name = "firstName", .max = 63, .code = "INT_106", .meaning = "First name"},
    {.name = "lastName", .max = 63, .code = "INT_107", .meaning = "Last name"},
    {.name = "phoneNumber", .max = 32, .code = "INT_087", .meaning = "Telephone number"},
    {.name = "streetNumber", .max = 64, .code = "INT_114", .meaning = "House number"},
    {.name = "address", .max = 255, .code = "INT_081", .meaning = "Street"},
    {.name = "address2", .max = 255, .code = "INT_082",
     .meaning = "Second line of the address"},
    {.name = "district", .max = 128, .code = "INT_115", .meaning = "District"},
    {.name = "zipCode", .max = 64, .code = "INT_085", .meaning = "Postal code"},
    {.name = "city", .max = 128, .code = "INT_083", .meaning = "City"},
    {.name = "state", .max = 127, .code = "INT_084", .meaning = "State or region"},
    {.name = "country", .kind = Kind::country, .code = "INT_086",
     .meaning = "Country, ISO 3166-1 alpha-2"},
    {.name = "identityCode", .max = 150, .code = "INT_877", .meaning = "National identity number",
     .identifier = true},
    {.name = "legalName", .max = 100, .code = "INT_125", .meaning = "Company name"},
    {.name = "deliveryCompanyName", .max = 127, .code = "INT_096",
     .meaning = "Company that delivers"},
    {.name = "shippingMethod", .kind = Kind::choice, .code = "INT_094",
     .literals = shipping_methods, .meaning = "Way of delivery"},
    {.name = "shippingSpeed", .kind = Kind::choice, .code = "INT_095",
     .literals = shipping_speeds, .meaning = "Speed of delivery"},
};

constexpr std::string_view product_types[] = {
    "FOOD_AND_GROCERY",          "AUTOMOTIVE",
    "ENTERTAINMENT",             "HOME_AND_GARDEN",
    "HOME_APPLIANCE",            "AUCTION_AND_GROUP_BUYING",
    "FLOWERS_AND_GIFTS",         "COMPUTER_AND_SOFTWARE",
    "HEALTH_AND_BEAUTY",         "SERVICE_FOR_INDIVIDUAL",
    "SERVICE_FOR_BUSINESS",      "SPORTS",
    "CLOTHING_AND_ACCESSORIES",  "TRAVEL",
    "HOME_AUDIO_PHOTO_VIDEO",    "TELEPHONY"};

constexpr Field cart_item[] = {
    {.name = "productLabel", .max = 255, .code = "INT_097", .meaning = "Name of the product"},
    {.name = "productType", .kind = Kind::choice, .code = "INT_098", .literals = product_types,
     .meaning = "Kind of product"},
    {.name = "productRef", .max = 64, .code = "INT_100", .meaning = "Product code"},
    {.name = "productQty", .kind = Kind::integer, .max = amount_max, .code = "INT_101",
     .meaning = "Quantity"},
    {.name = "productAmount", .kind = Kind::integer, .max = amount_max, .code = "INT_102",
     .meaning = "Unit price with tax, in the smallest unit of the currency"},
    {.name = "productVat", .kind = Kind::decimal, .max = amount_max, .code = "INT_203",
     .meaning = "Tax of the product"},
};
constexpr contract::Shape cart_item_shape{"CartItemInfo", cart_item};

constexpr Field shopping_cart[] = {
    {.name = "insuranceAmount", .kind = Kind::integer, .max = amount_max, .code = "INT_110",
     .meaning = "Insurance, in the smallest unit of the currency"},
    {.name = "shippingAmount", .kind = Kind::integer, .max = amount_max, .code = "INT_109",
     .meaning = "Shipping costs, in the smallest unit of the currency"},
    {.name = "taxAmount", .kind = Kind::integer, .max = amount_max, .code = "INT_108",
     .meaning = "Taxes, in the smallest unit of the currency"},
    {.name = "cartItemInfo", .kind = Kind::list, .max = 5000, .code = "INT_001",
     .shape = &cart_item_shape, .meaning = "Lines of the cart"},
};

constexpr Field extra_details[] = {
    {.name = "ipAddress", .max = 40, .code = "INT_001", .meaning = "Address of the buyer"},
    {.name = "fingerPrintId", .max = 128, .code = "INT_873",
     .meaning = "Device fingerprint session of a risk analyser", .identifier = true},
    {.name = "browserAccept", .max = 2048, .code = "INT_001",
     .meaning = "Accept header of the buyer's browser"},
    {.name = "browserUserAgent", .max = 2048, .code = "INT_001",
     .meaning = "User agent of the buyer's browser"},
};
constexpr contract::Shape extra_details_shape{"CustomerExtraDetails", extra_details};

constexpr Field customer[] = {
    {.name = "email", .kind = Kind::email, .max = 150, .code = "INT_015",
     .meaning = "E-mail of the buyer; required when a payment method is registered"},
    {.name = "reference", .max = 80, .code = "INT_016",
     .meaning = "The merchant's id of the buyer; key of the wallet"},
    {.name = "ipAddress", .max = 40, .code = "INT_001",
     .meaning = "Address of the buyer, when the merchant's server calls"},
    {.name = "billingDetails", .kind = Kind::object, .code = "INT_001",
     .shape = &billing_details_shape, .meaning = "Address and person billed"},
    {.name = "shippingDetails", .kind = Kind::object, .code = "INT_001",
     .shape = &shipping_details_shape, .meaning = "Address and way of delivery"},
    {.name = "shoppingCart", .kind = Kind::object, .code = "INT_001",
     .shape = &shopping_cart_shape, .meaning = "What is bought"},
    {.name = "extraDetails", .kind = Kind::object, .code = "INT_001",
     .shape = &extra_details_shape, .meaning = "What is known of the buyer's browser"},
    {.name = "accountDetails", .kind = Kind::any_json, .max = 2048, .code = "INT_001",
     .meaning = "The buyer's account at the merchant (creationDate, passwordChangeDate …), stored"},
};

}  // namespace

constinit const contract::Shape billing_details_shape{"BillingDetails", billing_details};
constinit const contract::Shape shipping_details_shape{"ShippingDetails", shipping_details};
constinit const contract::Shape shopping_cart_shape{"ShoppingCart", shopping_cart};
constinit const contract::Shape customer_shape{"Customer", customer};

}  // namespace guichet::rest
