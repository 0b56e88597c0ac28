#include "services/receipt/explanation_texts.h"

#include <map>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "kepil/v1/conclusion.pb.h"
#include "kepil/v1/receipt.pb.h"
#include "services/receipt/explanation_rows.h"

namespace kepil {
namespace {

constexpr Language kLanguages[] = {Language::kKazakh, Language::kRussian,
                                   Language::kEnglish};

struct EnumTable {
  ExplanationTable table;
  const google::protobuf::EnumDescriptor* values;
};

std::vector<EnumTable> EnumTables() {
  return {
      {ExplanationTable::kIndication, v1::Indication_descriptor()},
      {ExplanationTable::kSubIndication, v1::SubIndication_descriptor()},
      {ExplanationTable::kConstraint, v1::Constraint_descriptor()},
      {ExplanationTable::kCheckOutcome, v1::CheckOutcome_descriptor()},
      {ExplanationTable::kFindingReason, v1::FindingReason_descriptor()},
      {ExplanationTable::kLegalReason, v1::LegalReason_descriptor()},
      {ExplanationTable::kConditionState, v1::ConditionState_descriptor()},
      {ExplanationTable::kLegalEffect, v1::LegalEffect_descriptor()},
      {ExplanationTable::kRecognitionGround,
       v1::RecognitionGround_descriptor()},
      {ExplanationTable::kLegalRegime, v1::LegalRegime_descriptor()},
      {ExplanationTable::kLimitation, v1::Limitation_descriptor()},
      {ExplanationTable::kSubjectKind, v1::SubjectKind_descriptor()},
      {ExplanationTable::kSigningAuthority, v1::SigningAuthority_descriptor()},
  };
}

// The numbers of every table, without the zero of a protobuf enumeration.
std::map<ExplanationTable, std::vector<int>> NumbersOfTables() {
  std::map<ExplanationTable, std::vector<int>> numbers;
  for (const EnumTable& table : EnumTables()) {
    for (int i = 0; i < table.values->value_count(); ++i) {
      if (table.values->value(i)->number() != 0) {
        numbers[table.table].push_back(table.values->value(i)->number());
      }
    }
  }
  numbers[ExplanationTable::kCondition] = {1, 2, 3, 4};
  for (int i = 0; i <= static_cast<int>(Citation::kCodeSubparagraph); ++i) {
    numbers[ExplanationTable::kCitation].push_back(i);
  }
  for (int i = 0; i <= static_cast<int>(Frame::kUnknown); ++i) {
    numbers[ExplanationTable::kFrame].push_back(i);
  }
  return numbers;
}

std::multiset<std::string> PlaceholdersOf(absl::string_view text) {
  std::multiset<std::string> names;
  for (size_t i = text.find('{'); i != text.npos; i = text.find('{', i + 1)) {
    names.emplace(text.substr(i, text.find('}', i) - i + 1));
  }
  return names;
}

// Law: ACL-01, ACL-02, DEC-05.
TEST(ExplanationTextsTest, EveryValueHasATextInEveryLanguage) {
  int values = 0;
  for (const auto& [table, numbers] : NumbersOfTables()) {
    for (const int number : numbers) {
      ++values;
      for (const Language language : kLanguages) {
        EXPECT_FALSE(TextOf(table, number, language).empty())
            << static_cast<int>(table) << " " << number << " "
            << static_cast<int>(language);
      }
    }
  }
  EXPECT_GT(values, 250);
}

TEST(ExplanationTextsTest, NoTwoValuesOfATableSayTheSame) {
  for (const auto& [table, numbers] : NumbersOfTables()) {
    for (const Language language : kLanguages) {
      std::map<absl::string_view, int> texts;
      for (const int number : numbers) {
        const auto [known, is_new] =
            texts.emplace(TextOf(table, number, language), number);
        EXPECT_TRUE(is_new)
            << known->first << " of " << known->second << " and " << number;
      }
    }
  }
}

TEST(ExplanationTextsTest, NoTableHasANumberTwiceOrOneThatIsNoValue) {
  const auto numbers = NumbersOfTables();
  const auto check = [&](ExplanationTable table,
                         absl::Span<const TextRow> rows) {
    std::vector<int> found;
    for (const TextRow& row : rows) {
      found.push_back(row.value);
    }
    EXPECT_THAT(found, testing::UnorderedElementsAreArray(numbers.at(table)));
  };
  check(ExplanationTable::kFindingReason, FindingReasonRowsKk());
  check(ExplanationTable::kFindingReason, FindingReasonRowsRu());
  check(ExplanationTable::kFindingReason, FindingReasonRowsEn());
  check(ExplanationTable::kLegalReason, LegalReasonRowsKk());
  check(ExplanationTable::kLegalReason, LegalReasonRowsRu());
  check(ExplanationTable::kLegalReason, LegalReasonRowsEn());
  check(ExplanationTable::kConstraint, ConstraintRowsKk());
  check(ExplanationTable::kConstraint, ConstraintRowsRu());
  check(ExplanationTable::kConstraint, ConstraintRowsEn());
  check(ExplanationTable::kSubIndication, SubIndicationRowsKk());
  check(ExplanationTable::kSubIndication, SubIndicationRowsRu());
  check(ExplanationTable::kSubIndication, SubIndicationRowsEn());
}

TEST(ExplanationTextsTest, LanguagesAgreeInTheirPlaceholders) {
  for (const auto& [table, numbers] : NumbersOfTables()) {
    for (const int number : numbers) {
      const auto english =
          PlaceholdersOf(TextOf(table, number, Language::kEnglish));
      EXPECT_EQ(PlaceholdersOf(TextOf(table, number, Language::kRussian)),
                english);
      EXPECT_EQ(PlaceholdersOf(TextOf(table, number, Language::kKazakh)),
                english);
    }
  }
}

// A text in the wrong file would be in the wrong letters: Kazakh has some that
// Russian has not.
TEST(ExplanationTextsTest, TextsAreInTheLettersOfTheirLanguage) {
  const auto has_any = [](absl::string_view text,
                          std::initializer_list<const char*> letters) {
    for (const char* letter : letters) {
      if (absl::StrContains(text, letter)) {
        return true;
      }
    }
    return false;
  };
  const auto kazakh = {"ә", "ғ", "қ", "ң", "ө", "ұ", "ү", "һ", "і", "Қ", "Ұ"};
  const auto cyrillic = {"а", "о", "е", "и", "н", "т"};
  for (const auto& [table, numbers] : NumbersOfTables()) {
    if (table == ExplanationTable::kCitation ||
        table == ExplanationTable::kFrame) {
      continue;
    }
    for (const int number : numbers) {
      const auto text = [&, table = table](Language language) {
        return TextOf(table, number, language);
      };
      EXPECT_FALSE(has_any(text(Language::kEnglish), cyrillic));
      EXPECT_TRUE(has_any(text(Language::kRussian), cyrillic));
      EXPECT_FALSE(has_any(text(Language::kRussian), kazakh))
          << text(Language::kRussian);
      // A word alone may do without such a letter.
      EXPECT_TRUE(has_any(text(Language::kKazakh), kazakh) ||
                  !absl::StrContains(text(Language::kKazakh), " "))
          << text(Language::kKazakh);
    }
  }
}

// A receipt states what was found and grants nothing: no word of granting,
// consenting or deciding, in any form.
// Law: RCP-01.
TEST(ExplanationTextsTest, StateFactsAndDecideNothing) {
  const std::map<Language, std::vector<std::string>> words = {
      {Language::kEnglish,
       {"grant", "consent", "decid", "decision", "resolve", "hereby", "shall",
        "we ", "you may", "is allowed to"}},
      {Language::kRussian,
       {"согласие", "Согласие", "разрешение", "Разрешение", "разрешаем",
        "разрешается", "Разрешается", "решение", "Решение", "решено", "Решено",
        "постанов", "Постанов", "предписыва", "одобр", "Одобр", "утвержда",
        "приказ", "обязыва"}},
      {Language::kKazakh,
       {"келісім бер", "рұқсат береді", "рұқсат беріл", "рұқсат етеміз",
        "шешім", "Шешім", "шешті", "қаулы", "мақұлда", "бұйыр", "міндетте"}},
  };
  for (const auto& [table, numbers] : NumbersOfTables()) {
    for (const int number : numbers) {
      for (const auto& [language, forbidden] : words) {
        const std::string text =
            absl::AsciiStrToLower(TextOf(table, number, language));
        for (const std::string& word : forbidden) {
          EXPECT_FALSE(absl::StrContains(text, word)) << word << ": " << text;
        }
      }
    }
  }
}

TEST(ExplanationTextsTest, NumbersOfANewerVersionSaySo) {
  EXPECT_EQ(TextOf(ExplanationTable::kFindingReason, 9999, Language::kEnglish),
            "");
  EXPECT_EQ(
      TextOrUnknown(ExplanationTable::kFindingReason, 9999, Language::kEnglish),
      "There is no text for number 9999.");
}

TEST(ExplanationTextsTest, LanguagesGoByTheirCodes) {
  EXPECT_EQ(LanguageFromName("kk"), Language::kKazakh);
  EXPECT_EQ(LanguageFromName("ru"), Language::kRussian);
  EXPECT_EQ(LanguageFromName("en"), Language::kEnglish);
  EXPECT_EQ(LanguageFromName("de"), std::nullopt);
  EXPECT_EQ(LanguageFromName(""), std::nullopt);
}

// Law: CAL-13.
TEST(CitationTextTest, CitesTheArticleOfItsAct) {
  EXPECT_EQ(
      CitationText(v1::LEGAL_BASIS_LAW370_10_1_4, Language::kEnglish),
      "article 10, paragraph 1, subparagraph 4) of the Law of 7 January 2003 "
      "No. 370-II");
  EXPECT_EQ(CitationText(v1::LEGAL_BASIS_CODE_49_2_4, Language::kEnglish),
            "article 49, paragraph 2, subparagraph 4) of the Digital Code");
  EXPECT_EQ(CitationText(v1::LEGAL_BASIS_CODE_49_2_4, Language::kRussian),
            "подпункт 4) пункта 2 статьи 49 Цифрового кодекса");
  EXPECT_EQ(CitationText(v1::LEGAL_BASIS_CODE_49_2_4, Language::kKazakh),
            "Цифрлық кодекстің 49-бабы 2-тармағының 4) тармақшасы");
  EXPECT_EQ(CitationText(v1::LEGAL_BASIS_CODE_57_2, Language::kRussian),
            "пункт 2 статьи 57 Цифрового кодекса");
  EXPECT_EQ(CitationText(v1::LEGAL_BASIS_LAW370_19_2, Language::kRussian),
            "подпункт 2) статьи 19 Закона от 7 января 2003 года № 370-II");
  EXPECT_EQ(CitationText(v1::LEGAL_BASIS_LAW370_20_2_1, Language::kKazakh),
            "2003 жылғы 7 қаңтардағы № 370-II Заңның 20-2-бабының 1-тармағы");
  EXPECT_EQ(CitationText(v1::LEGAL_BASIS_UNSPECIFIED, Language::kEnglish), "");
}

TEST(CitationTextTest, EveryProvisionIsCitedInFull) {
  const auto* provisions = v1::LegalBasis_descriptor();
  for (const Language language : kLanguages) {
    std::set<std::string> texts;
    for (int i = 1; i < provisions->value_count(); ++i) {
      const std::string text = CitationText(
          static_cast<v1::LegalBasis>(provisions->value(i)->number()),
          language);
      EXPECT_TRUE(PlaceholdersOf(text).empty()) << text;
      EXPECT_TRUE(texts.insert(text).second) << text;
      EXPECT_FALSE(absl::StrContains(text, " )")) << text;
    }
  }
}

}  // namespace
}  // namespace kepil
