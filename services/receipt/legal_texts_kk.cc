#include "services/receipt/explanation_rows.h"

namespace kepil {

// Conditions, effects, grounds and acts, and what explanations are made of, in
// Kazakh.

absl::Span<const TextRow> ConditionRowsKk() {
  static constexpr TextRow kRows[] = {
      {1,
       "Электрондық цифрлық қолтаңбаның түпнұсқалығы тіркеу куәлігі бар ашық "
       "кілттің көмегімен куәландырылған."},
      {2,
       "Құжатқа қол қойған тұлға электрондық цифрлық қолтаңбаның жабық кілтін "
       "құқыққа сай иеленеді."},
      {3,
       "Электрондық цифрлық қолтаңба тіркеу куәлігінде көрсетілген "
       "мәліметтерге сәйкес пайдаланылады."},
      {4,
       "Электрондық цифрлық қолтаңбаны жасаған және тіркеу куәлігін берген — "
       "актіде аталған куәландырушы орталық."},
  };
  return kRows;
}

absl::Span<const TextRow> ConditionStateRowsKk() {
  static constexpr TextRow kRows[] = {
      {v1::CONDITION_STATE_MET, "орындалған"},
      {v1::CONDITION_STATE_PRESUMED, "болжанады: керісінше ештеңе көрсетпейді"},
      {v1::CONDITION_STATE_NOT_MET, "орындалмаған"},
      {v1::CONDITION_STATE_UNDETERMINED, "анықталмаған"},
  };
  return kRows;
}

absl::Span<const TextRow> LegalEffectRowsKk() {
  static constexpr TextRow kRows[] = {
      {v1::LEGAL_EFFECT_UNDETERMINED,
       "Қолтаңбаның құқықтық салдары анықталмаған."},
      {v1::LEGAL_EFFECT_NONE, "Қолтаңба құқықтық салдар туғызбайды."},
      {v1::LEGAL_EFFECT_AUTHENTIC_NOT_EQUIVALENT,
       "Қолтаңба түпнұсқа, бірақ өз қолымен қойылған қолтаңбамен бірдей емес."},
      {v1::LEGAL_EFFECT_EQUIVALENT_TO_HANDWRITTEN,
       "Электрондық цифрлық қолтаңба қол қойған адамның өз қолымен қойған "
       "қолтаңбасымен бірдей."},
      {v1::LEGAL_EFFECT_EQUIVALENT_TO_OBJECT_OWNER_EDS,
       "Цифрлық объектінің қолтаңбасы оның иесінің электрондық цифрлық "
       "қолтаңбасымен бірдей."},
  };
  return kRows;
}

absl::Span<const TextRow> RecognitionGroundRowsKk() {
  static constexpr TextRow kRows[] = {
      {v1::RECOGNITION_GROUND_NONE,
       "Заң тіркеу куәлігін танитын негіз табылмады."},
      {v1::RECOGNITION_GROUND_DOMESTIC_ACCREDITED_CA,
       "Тіркеу куәлігін Қазақстан Республикасының куәландырушы орталығы "
       "берген."},
      {v1::RECOGNITION_GROUND_TREATY,
       "Тіркеу куәлігі Қазақстан Республикасы ратификациялаған халықаралық "
       "шарт бойынша танылады."},
      {v1::RECOGNITION_GROUND_FOREIGN_CA_REGISTERED,
       "Шетелдік куәландырушы орталық Қазақстан Республикасының сенім "
       "білдірілген үшінші тарапында тіркелген."},
      {v1::RECOGNITION_GROUND_FOREIGN_TTP_REGISTERED,
       "Шет мемлекеттің сенім білдірілген үшінші тарапы Қазақстан "
       "Республикасының сенім білдірілген үшінші тарапында тіркелген."},
  };
  return kRows;
}

absl::Span<const TextRow> LegalRegimeRowsKk() {
  static constexpr TextRow kRows[] = {
      {v1::LEGAL_REGIME_NO_REGIME,
       "электрондық цифрлық қолтаңба туралы акт қолданылмаған"},
      {v1::LEGAL_REGIME_LAW370_PRE_TTP,
       "2003 жылғы 7 қаңтардағы № 370-II Заң, 2016 жылғы 1 қаңтарға дейінгі "
       "редакциясында"},
      {v1::LEGAL_REGIME_LAW370,
       "«Электрондық құжат және электрондық цифрлық қолтаңба туралы» 2003 "
       "жылғы 7 қаңтардағы № 370-II Заң"},
      {v1::LEGAL_REGIME_CODE, "Қазақстан Республикасының Цифрлық кодексі"},
  };
  return kRows;
}

absl::Span<const TextRow> LimitationRowsKk() {
  static constexpr TextRow kRows[] = {
      {v1::LIMITATION_NO_TRUSTED_TIME,
       "Бұл түбіртектің уақыты уақыт белгісімен расталмаған."},
      {v1::LIMITATION_LEGAL_RULES_NOT_LOADED,
       "Құқықтық қағидалар жүктелмеген: түбіртек құқықтық салдар туралы "
       "айтпайды."},
      {v1::LIMITATION_CONTENT_BY_DIGEST_ONLY,
       "Құжат тек хеш мәнімен ұсынылған, оның мазмұнын алу мүмкін емес."},
      {v1::LIMITATION_CONTENT_NOT_KEPT,
       "Құжат сақталмайды: тексеруді қайталау үшін файлдың өзі қажет."},
      {v1::LIMITATION_AGE_OF_SIGNER_NOT_CHECKED,
       "Қол қоюшының жасы тексерілмеді: оған сертификатты шығарушы жауап "
       "береді."},
      {v1::LIMITATION_TEST_KEY,
       "СЫНАҚ: түбіртекке аккредиттелген куәландырушы орталық бермеген кілтпен "
       "қол қойылған, оның заңдық күші жоқ."},
      {v1::LIMITATION_GOVERNING_LAW_NOT_EVALUATED,
       "Тараптар таңдаған құқық көрсетілген, бірақ бағаланбады."},
      {v1::LIMITATION_PEER_SILENT,
       "Қол қоюшы мемлекетінің сенім білдірілген үшінші тарапынан сұралды, ол "
       "жауап бермеді."},
      {v1::LIMITATION_AS_OF_ASKED_TIME,
       "Түбіртек сұралған өткен уақытқа қатысты, мұрағат деректері бойынша "
       "берілген; қазіргі жағдай туралы ештеңе айтпайды."},
  };
  return kRows;
}

absl::Span<const TextRow> SubjectKindRowsKk() {
  static constexpr TextRow kRows[] = {
      {v1::SUBJECT_KIND_INDIVIDUAL, "жеке тұлға"},
      {v1::SUBJECT_KIND_LEGAL_ENTITY, "заңды тұлға"},
      {v1::SUBJECT_KIND_HEAD, "заңды тұлғаның бірінші басшысы"},
      {v1::SUBJECT_KIND_SIGNATORY,
       "заңды тұлға атынан қол қою құқығы берілген тұлға"},
      {v1::SUBJECT_KIND_FINANCIAL_SIGNATORY,
       "қаржы құжаттарына қол қою құқығы берілген тұлға"},
      {v1::SUBJECT_KIND_PERSONNEL_OFFICER, "кадр қызметінің қызметкері"},
      {v1::SUBJECT_KIND_EMPLOYEE, "заңды тұлғаның қызметкері"},
      {v1::SUBJECT_KIND_DIGITAL_SYSTEM, "цифрлық жүйе"},
  };
  return kRows;
}

absl::Span<const TextRow> SigningAuthorityRowsKk() {
  static constexpr TextRow kRows[] = {
      {v1::SIGNING_AUTHORITY_NOT_NEEDED, "Қол қоюшы өз атынан қол қояды."},
      {v1::SIGNING_AUTHORITY_NOT_CHECKED,
       "Қол қоюшының заңды тұлға үшін қол қою құқығы сұралмады."},
      {v1::SIGNING_AUTHORITY_NOT_AVAILABLE_FOREIGN,
       "Шетелдік заңды тұлға үшін қол қою құқығын сұрау мүмкін емес."},
      {v1::SIGNING_AUTHORITY_CONFIRMED,
       "Қол қоюшы заңды тұлға үшін қол қоюға құқылы."},
      {v1::SIGNING_AUTHORITY_REFUTED,
       "Қол қоюшы заңды тұлға үшін қол қоюға құқылы емес."},
  };
  return kRows;
}

absl::Span<const TextRow> CitationRowsKk() {
  static constexpr TextRow kRows[] = {
      {static_cast<int>(Citation::kLawParagraph),
       "2003 жылғы 7 қаңтардағы № 370-II Заңның {article}-бабының "
       "{paragraph}-тармағы"},
      {static_cast<int>(Citation::kLawSubparagraph),
       "2003 жылғы 7 қаңтардағы № 370-II Заңның {article}-бабы "
       "{paragraph}-тармағының {subparagraph}) тармақшасы"},
      {static_cast<int>(Citation::kLawArticleSubparagraph),
       "2003 жылғы 7 қаңтардағы № 370-II Заңның {article}-бабының "
       "{subparagraph}) тармақшасы"},
      {static_cast<int>(Citation::kCodeParagraph),
       "Цифрлық кодекстің {article}-бабының {paragraph}-тармағы"},
      {static_cast<int>(Citation::kCodeSubparagraph),
       "Цифрлық кодекстің {article}-бабы {paragraph}-тармағының "
       "{subparagraph}) тармақшасы"},
  };
  return kRows;
}

absl::Span<const TextRow> FrameRowsKk() {
  static constexpr TextRow kRows[] = {
      {static_cast<int>(Frame::kAutomated),
       "Тексеру адамның қатысуынсыз автоматты түрде жасалған. Түбіртек {id}, "
       "берілген уақыты {time}."},
      {static_cast<int>(Frame::kSignature),
       "Қолтаңба {number}, барлығы {count}"},
      {static_cast<int>(Frame::kResult), "Нәтиже: {text}"},
      {static_cast<int>(Frame::kSubject),
       "Тіркеу куәлігі берілген тұлға: {text}."},
      {static_cast<int>(Frame::kRegime), "Қолданылған акт: {text}."},
      {static_cast<int>(Frame::kEffect), "Құқықтық салдары: {text}"},
      {static_cast<int>(Frame::kGround), "Тану негізі: {text}"},
      {static_cast<int>(Frame::kCondition),
       "{number}-шарт. {text} Жай-күйі: {state}."},
      {static_cast<int>(Frame::kFinding),
       "Тексеру: {text} Қорытынды: {state}."},
      {static_cast<int>(Frame::kTimestampFinding),
       "Уақыт белгісі. Тексеру: {text} Қорытынды: {state}."},
      {static_cast<int>(Frame::kReason), "Себебі: {text}"},
      {static_cast<int>(Frame::kNote), "Ескертпе: {text}"},
      {static_cast<int>(Frame::kBasis), "Негізі: {text}."},
      {static_cast<int>(Frame::kRecord), "Пайдаланылған жазба: {id}."},
      {static_cast<int>(Frame::kTime), "Уақыты: {time}."},
      {static_cast<int>(Frame::kEvidence), "Дәлел: SHA-256 {id}."},
      {static_cast<int>(Frame::kLimitation), "Шектеу: {text}"},
      {static_cast<int>(Frame::kOwner), "Жүйенің иесі: {id}."},
      {static_cast<int>(Frame::kModule),
       "Криптографиялық қорғау құралы: {id}."},
      {static_cast<int>(Frame::kConformity), "Сәйкестік сертификаты: {id}."},
      {static_cast<int>(Frame::kConformityUntil),
       "Сәйкестік сертификатының қолданылу мерзімінің соңы: {time}."},
      {static_cast<int>(Frame::kCertificateLaw),
       "Тіркеу куәлігі иесінің оны шығарушымен қатынастары мына мемлекеттің "
       "құқығымен реттеледі: {id}."},
      {static_cast<int>(Frame::kExchangeLaw),
       "Құжаттар алмасу мына мемлекеттің құқығымен реттеледі: {id}."},
      {static_cast<int>(Frame::kAgreement), "Тараптардың келісімі: {id}."},
      {static_cast<int>(Frame::kAuthority), "Қол қою құқығы: {text}"},
      {static_cast<int>(Frame::kAuthoritySource), "Мәлімет көзі: {id}."},
      {static_cast<int>(Frame::kAuthorityTime), "{time} жағдай бойынша."},
      {static_cast<int>(Frame::kAuthorityNow),
       "Сұрау уақытындағы жағдай бойынша; ол қол қойылған уақытпен сәйкес "
       "келмеуі мүмкін."},
      {static_cast<int>(Frame::kPeer),
       "Қол қоюшы мемлекетінің сенім білдірілген үшінші тарапынан сұралды: "
       "{id}. Оның жауабы: {text}"},
      {static_cast<int>(Frame::kPeerTime), "Жауап берілген уақыты: {time}."},
      {static_cast<int>(Frame::kPeerReason),
       "Бұл жауап есепке алынбады: {text}"},
      {static_cast<int>(Frame::kAskedTime),
       "Өткен уақыт сұралды: {time}. Төменде айтылғанның бәрі сол уақытқа "
       "қатысты."},
      {static_cast<int>(Frame::kUnknown), "{number} нөміріне мәтін жоқ."},
  };
  return kRows;
}

}  // namespace kepil
