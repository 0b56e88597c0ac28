#include "services/kepilctl/usage_arguments.h"

#include <string>

#include "base/error.h"
#include "base/status_macros.h"
#include "services/kepilctl/time_text.h"

namespace kepil {
namespace {

// What a signing system can have found; the rest the gateway knows itself.
absl::StatusOr<v1::SigningAuthority> AuthorityFrom(absl::string_view text) {
  if (text == "confirmed") {
    return v1::SIGNING_AUTHORITY_CONFIRMED;
  }
  if (text == "refuted") {
    return v1::SIGNING_AUTHORITY_REFUTED;
  }
  if (text == "not-checked") {
    return v1::SIGNING_AUTHORITY_NOT_CHECKED;
  }
  return MalformedError(
      "--authority is neither confirmed, refuted nor not-checked");
}

}  // namespace

std::vector<OptionSpec> UsageOptions() {
  return {
      {"for-country", "CC", "country of the relying party"},
      {"basis", "REF", "lawful basis: consent, law or treaty"},
      {"class", "CLASS", "class of the document"},
      {"amount", "N", "amount with currency, \"1500.00 KZT\""},
      {"governing-law", "CC", "law of the exchange, if agreed; default KZ"},
      {"agreement", "REF", "the agreement that says so"},
      {"authority", "RESULT", "to sign: confirmed, refuted or not-checked"},
      {"authority-source", "NAME", "who says so"},
      {"authority-as-of", "TIME", "time it is about; default: of asking"},
  };
}

absl::StatusOr<v1::UsageContext> UsageFrom(const Arguments& arguments) {
  v1::UsageContext usage;
  usage.set_relying_party_country(arguments.Get("for-country"));
  usage.set_lawful_basis(arguments.Get("basis"));
  usage.set_document_class(arguments.Get("class"));
  usage.set_amount(arguments.Get("amount"));
  usage.set_exchange_governing_law(arguments.Get("governing-law"));
  usage.set_agreement_reference(arguments.Get("agreement"));
  if (!arguments.Has("authority")) {
    if (arguments.Has("authority-source") || arguments.Has("authority-as-of")) {
      return MalformedError("--authority is missing");
    }
    return usage;
  }
  v1::AuthorityAnswer& answer = *usage.mutable_signing_authority();
  KEPIL_ASSIGN_OR_RETURN(const v1::SigningAuthority result,
                         AuthorityFrom(arguments.Get("authority")));
  answer.set_result(result);
  answer.set_source(arguments.Get("authority-source"));
  if (arguments.Has("authority-as-of")) {
    KEPIL_ASSIGN_OR_RETURN(*answer.mutable_as_of(),
                           ParseTimeText(arguments.Get("authority-as-of")));
  }
  return usage;
}

}  // namespace kepil
